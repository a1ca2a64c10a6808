package dev.middleman.wire.control;

import dev.middleman.wire.Padding;
import dev.middleman.wire.WireException;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.json.Json;
import dev.middleman.wire.json.JsonObject;
import dev.middleman.wire.json.TextField;

/**
 * Body of an answer that is not a success.
 *
 * @param error fixed text: which field, the value where it is a number, the range; at most 160 characters
 * @param nonce a fresh nonce with 4.01; empty otherwise
 */
public record ErrorBody(String error, Octets nonce) {
    private static final TextField ERROR = new TextField("error", 160);

    /** An error without a nonce. */
    public static ErrorBody of(String error) {
        return new ErrorBody(error, Octets.EMPTY);
    }

    /** @throws IllegalArgumentException when something is out of its range; names it and the range */
    public ErrorBody {
        ERROR.check(error);
        Fields.NONCE_IF_ANY.check(nonce);
    }

    /** JSON, not padded. */
    public byte[] encode() {
        return Json.write(toJson(), Padding.MAX_BYTES);
    }

    /** Reads an object of at most 1,024 bytes; unknown fields are ignored. */
    public static ErrorBody parse(byte[] json) throws WireException {
        return Json.read(json, Padding.MAX_BYTES, ErrorBody::fromJson);
    }

    JsonObject toJson() {
        JsonObject out = new JsonObject();
        ERROR.put(out, error);
        Fields.NONCE_IF_ANY.put(out, nonce);
        return out;
    }

    static ErrorBody fromJson(JsonObject in) throws WireException {
        return new ErrorBody(ERROR.read(in), Fields.NONCE_IF_ANY.read(in));
    }
}
