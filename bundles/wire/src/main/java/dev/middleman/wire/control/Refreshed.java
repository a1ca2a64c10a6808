package dev.middleman.wire.control;

import dev.middleman.wire.Padding;
import dev.middleman.wire.WireException;
import dev.middleman.wire.json.Json;
import dev.middleman.wire.json.JsonObject;

/**
 * Answer to {@code POST /p/{cap}}.
 *
 * @param lt granted lifetime, seconds, 1 to 3,600
 */
public record Refreshed(int lt) {

    /** @throws IllegalArgumentException when something is out of its range; names it and the range */
    public Refreshed {
        Fields.GRANTED_LIFETIME.check(lt);
    }

    /** JSON, not padded. */
    public byte[] encode() {
        return Json.write(toJson(), Padding.MAX_BYTES);
    }

    /** Reads an object of at most 1,024 bytes; unknown fields are ignored. */
    public static Refreshed parse(byte[] json) throws WireException {
        return Json.read(json, Padding.MAX_BYTES, Refreshed::fromJson);
    }

    JsonObject toJson() {
        JsonObject out = new JsonObject();
        Fields.GRANTED_LIFETIME.put(out, lt);
        return out;
    }

    static Refreshed fromJson(JsonObject in) throws WireException {
        return new Refreshed(Fields.GRANTED_LIFETIME.read(in));
    }
}
