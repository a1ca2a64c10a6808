package dev.middleman.wire.control;

import dev.middleman.wire.Padding;
import dev.middleman.wire.WireException;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.json.Json;
import dev.middleman.wire.json.JsonObject;

/**
 * Answer to {@code GET /n}.
 *
 * @param nonce 32 bytes to sign
 * @param kaId 32 bytes, SHA-256 of the server's SPKI
 */
public record NonceAnswer(Octets nonce, Octets kaId) {

    /** @throws IllegalArgumentException when something is out of its range; names it and the range */
    public NonceAnswer {
        Fields.NONCE.check(nonce);
        Fields.KA_ID.check(kaId);
    }

    /** JSON, not padded. */
    public byte[] encode() {
        return Json.write(toJson(), Padding.MAX_BYTES);
    }

    /** Reads an object of at most 1,024 bytes; unknown fields are ignored. */
    public static NonceAnswer parse(byte[] json) throws WireException {
        return Json.read(json, Padding.MAX_BYTES, NonceAnswer::fromJson);
    }

    JsonObject toJson() {
        JsonObject out = new JsonObject();
        Fields.NONCE.put(out, nonce);
        Fields.KA_ID.put(out, kaId);
        return out;
    }

    static NonceAnswer fromJson(JsonObject in) throws WireException {
        return new NonceAnswer(Fields.NONCE.read(in), Fields.KA_ID.read(in));
    }
}
