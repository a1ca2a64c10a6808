package dev.middleman.wire.control;

import dev.middleman.wire.Padding;
import dev.middleman.wire.WireException;
import dev.middleman.wire.json.Json;
import dev.middleman.wire.json.JsonObject;

/**
 * Body of {@code POST /m/{cap}}.
 *
 * @param free sessions there is room for, 0 or more
 * @param drain whether no more sessions are wanted; false when absent
 */
public record RefreshMiddleman(int free, boolean drain) {

    /** @throws IllegalArgumentException when something is out of its range; names it and the range */
    public RefreshMiddleman {
        Fields.FREE.check(free);
    }

    /** JSON, not padded. */
    public byte[] encode() {
        return Json.write(toJson(), Padding.MAX_BYTES);
    }

    /** Reads an object of at most 1,024 bytes; unknown fields are ignored. */
    public static RefreshMiddleman parse(byte[] json) throws WireException {
        return Json.read(json, Padding.MAX_BYTES, RefreshMiddleman::fromJson);
    }

    JsonObject toJson() {
        JsonObject out = new JsonObject();
        Fields.FREE.put(out, free);
        out.put("drain", drain);
        return out;
    }

    static RefreshMiddleman fromJson(JsonObject in) throws WireException {
        return new RefreshMiddleman(Fields.FREE.read(in), in.flag("drain", false));
    }
}
