package dev.middleman.wire.control;

import dev.middleman.api.net.Families;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.wire.Padding;
import dev.middleman.wire.WireException;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.json.Json;
import dev.middleman.wire.json.JsonObject;

/**
 * Body of {@code POST /x/{iid}}.
 *
 * @param ok whether the target wants the line
 * @param blob for the caller; opaque; at most 480 bytes; may be empty
 * @param af families the target can use; 46 when absent
 * @param latch how it will latch; K when absent
 */
public record TargetAnswer(boolean ok, Octets blob, Families af, LatchMode latch) {

    /** @throws IllegalArgumentException when something is out of its range; names it and the range */
    public TargetAnswer {
        Fields.TARGET_BLOB.check(blob);
    }

    /** JSON, not padded. */
    public byte[] encode() {
        return Json.write(toJson(), Padding.MAX_BYTES);
    }

    /** Reads an object of at most 1,024 bytes; unknown fields are ignored. */
    public static TargetAnswer parse(byte[] json) throws WireException {
        return Json.read(json, Padding.MAX_BYTES, TargetAnswer::fromJson);
    }

    JsonObject toJson() {
        JsonObject out = new JsonObject().put("ok", ok);
        Fields.TARGET_BLOB.put(out, blob);
        Fields.AF.put(out, af);
        Fields.LATCH.put(out, latch);
        return out;
    }

    static TargetAnswer fromJson(JsonObject in) throws WireException {
        return new TargetAnswer(
                in.flag("ok"),
                Fields.TARGET_BLOB.read(in),
                Fields.AF.read(in, Families.BOTH),
                Fields.LATCH.read(in, LatchMode.KNOCK));
    }
}
