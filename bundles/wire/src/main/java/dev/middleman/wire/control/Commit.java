package dev.middleman.wire.control;

import dev.middleman.wire.Padding;
import dev.middleman.wire.WireException;
import dev.middleman.wire.json.Json;
import dev.middleman.wire.json.JsonObject;

/**
 * Body of {@code PUT /s/{handle}}.
 *
 * @param a the caller's leg
 * @param b the target's leg
 */
public record Commit(CommitLeg a, CommitLeg b) {

    /** JSON, not padded. */
    public byte[] encode() {
        return Json.write(toJson(), Padding.MAX_BYTES);
    }

    /** Reads an object of at most 1,024 bytes; unknown fields are ignored. */
    public static Commit parse(byte[] json) throws WireException {
        return Json.read(json, Padding.MAX_BYTES, Commit::fromJson);
    }

    JsonObject toJson() {
        return new JsonObject().put("a", a.toJson()).put("b", b.toJson());
    }

    static Commit fromJson(JsonObject in) throws WireException {
        return new Commit(CommitLeg.fromJson(in.object("a")), CommitLeg.fromJson(in.object("b")));
    }
}
