package dev.middleman.wire.control;

import dev.middleman.wire.Padding;
import dev.middleman.wire.WireException;
import dev.middleman.wire.json.Json;
import dev.middleman.wire.json.JsonObject;

/**
 * Answer to {@code PUT /s/{handle}}.
 *
 * @param a the caller's leg
 * @param b the target's leg
 * @param idle the session ends after this time without a datagram, seconds, 1 to 600
 * @param expires the session ends after this time whatever happens, seconds, 1 to 604,800
 */
public record Granted(GrantedLeg a, GrantedLeg b, int idle, int expires) {

    /** @throws IllegalArgumentException when something is out of its range; names it and the range */
    public Granted {
        Fields.IDLE.check(idle);
        Fields.EXPIRES.check(expires);
    }

    /** JSON, not padded. */
    public byte[] encode() {
        return Json.write(toJson(), Padding.MAX_BYTES);
    }

    /** Reads an object of at most 1,024 bytes; unknown fields are ignored. */
    public static Granted parse(byte[] json) throws WireException {
        return Json.read(json, Padding.MAX_BYTES, Granted::fromJson);
    }

    JsonObject toJson() {
        JsonObject out = new JsonObject().put("a", a.toJson()).put("b", b.toJson());
        Fields.IDLE.put(out, idle);
        Fields.EXPIRES.put(out, expires);
        return out;
    }

    static Granted fromJson(JsonObject in) throws WireException {
        return new Granted(
                GrantedLeg.fromJson(in.object("a")),
                GrantedLeg.fromJson(in.object("b")),
                Fields.IDLE.read(in),
                Fields.EXPIRES.read(in));
    }
}
