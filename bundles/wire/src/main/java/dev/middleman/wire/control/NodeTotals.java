package dev.middleman.wire.control;

import dev.middleman.wire.Padding;
import dev.middleman.wire.WireException;
import dev.middleman.wire.json.IntField;
import dev.middleman.wire.json.Json;
import dev.middleman.wire.json.JsonObject;

/**
 * Answer to {@code GET /s}: totals only.
 *
 * @param live sessions now, 10 or more; anything below becomes {@link #FEW}, so that a small number never leaves the node
 * @param capacity most sessions at a time, 0 or more
 * @param drain whether the node drains
 */
public record NodeTotals(int live, int capacity, boolean drain) {
    /** Stands for any number below ten; on the wire {@code "few"}. */
    public static final int FEW = -1;

    private static final int SMALLEST_SAID = 10;
    private static final IntField LIVE = new IntField("live", FEW, Integer.MAX_VALUE);
    private static final IntField CAPACITY = new IntField("capacity", 0, Integer.MAX_VALUE);

    /** @throws IllegalArgumentException when something is out of its range; names it and the range */
    public NodeTotals {
        LIVE.check(live);
        CAPACITY.check(capacity);
        live = live < SMALLEST_SAID ? FEW : live;
    }

    /** JSON, not padded. */
    public byte[] encode() {
        return Json.write(toJson(), Padding.MAX_BYTES);
    }

    /** Reads an object of at most 1,024 bytes; unknown fields are ignored. */
    public static NodeTotals parse(byte[] json) throws WireException {
        return Json.read(json, Padding.MAX_BYTES, NodeTotals::fromJson);
    }

    JsonObject toJson() {
        JsonObject out = new JsonObject().put("live", live == FEW ? "few" : (Object) live);
        CAPACITY.put(out, capacity);
        return out.put("drain", drain);
    }

    static NodeTotals fromJson(JsonObject in) throws WireException {
        int live = "few".equals(in.get("live")) ? FEW : LIVE.read(in);
        return new NodeTotals(live, CAPACITY.read(in), in.flag("drain"));
    }
}
