package dev.middleman.wire.control;

import dev.middleman.api.net.Families;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.wire.Padding;
import dev.middleman.wire.WireException;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.json.Json;
import dev.middleman.wire.json.JsonObject;

/**
 * Body of {@code POST /p}, inside a {@link dev.middleman.wire.id.SignedRequest}.
 *
 * @param realm realm id, 32 bytes
 * @param nonce from the server, 32 bytes
 * @param lt wanted lifetime, seconds, 30 to 3,600; 300 when absent
 * @param accept whom to offer
 * @param af families the peer can use
 * @param latch how it will latch; K when absent
 * @param credential certificate or proof for the realm's membership policy; empty when none; at most 256 bytes
 */
public record RegisterPeer(
        Octets realm, Octets nonce, int lt, Accept accept, Families af, LatchMode latch, Octets credential) {
    /** What {@code lt} is when absent, seconds. */
    public static final int DEFAULT_LIFETIME = 300;

    /** @throws IllegalArgumentException when something is out of its range; names it and the range */
    public RegisterPeer {
        Fields.REALM.check(realm);
        Fields.NONCE.check(nonce);
        Fields.LIFETIME.check(lt);
        Fields.CREDENTIAL.check(credential);
    }

    /** JSON, not padded. */
    public byte[] encode() {
        return Json.write(toJson(), Padding.MAX_BYTES);
    }

    /** Reads an object of at most 1,024 bytes; unknown fields are ignored. */
    public static RegisterPeer parse(byte[] json) throws WireException {
        return Json.read(json, Padding.MAX_BYTES, RegisterPeer::fromJson);
    }

    JsonObject toJson() {
        JsonObject out = new JsonObject();
        Fields.REALM.put(out, realm);
        Fields.NONCE.put(out, nonce);
        Fields.LIFETIME.put(out, lt);
        Fields.ACCEPT.put(out, accept);
        Fields.AF.put(out, af);
        Fields.LATCH.put(out, latch);
        Fields.CREDENTIAL.put(out, credential);
        return out;
    }

    static RegisterPeer fromJson(JsonObject in) throws WireException {
        return new RegisterPeer(
                Fields.REALM.read(in),
                Fields.NONCE.read(in),
                Fields.LIFETIME.read(in, DEFAULT_LIFETIME),
                Fields.ACCEPT.read(in),
                Fields.AF.read(in),
                Fields.LATCH.read(in, LatchMode.KNOCK),
                Fields.CREDENTIAL.read(in));
    }
}
