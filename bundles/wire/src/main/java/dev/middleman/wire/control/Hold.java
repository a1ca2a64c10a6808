package dev.middleman.wire.control;

import dev.middleman.api.net.Families;
import dev.middleman.wire.Padding;
import dev.middleman.wire.WireException;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.json.IntField;
import dev.middleman.wire.json.Json;
import dev.middleman.wire.json.JsonObject;

/**
 * Body of {@code POST /s}, asked of a middle-man.
 *
 * @param txn 8 bytes; the same for every retransmission
 * @param af families both legs must be able to use
 * @param kbit wanted limit, kbit/s; 0 or absent for the middle-man's own
 * @param ttl seconds to hold, 1 to 10; 3 when absent
 */
public record Hold(Octets txn, Families af, int kbit, int ttl) {
    /** What {@code ttl} is when absent, seconds. */
    public static final int DEFAULT_TTL = 3;

    private static final IntField KBIT = new IntField("kbit", 0, Integer.MAX_VALUE);
    private static final IntField TTL = new IntField("ttl", 1, 10);

    /** @throws IllegalArgumentException when something is out of its range; names it and the range */
    public Hold {
        Fields.TXN.check(txn);
        KBIT.check(kbit);
        TTL.check(ttl);
    }

    /** JSON, not padded. */
    public byte[] encode() {
        return Json.write(toJson(), Padding.MAX_BYTES);
    }

    /** Reads an object of at most 1,024 bytes; unknown fields are ignored. */
    public static Hold parse(byte[] json) throws WireException {
        return Json.read(json, Padding.MAX_BYTES, Hold::fromJson);
    }

    JsonObject toJson() {
        JsonObject out = new JsonObject();
        Fields.TXN.put(out, txn);
        Fields.AF.put(out, af);
        KBIT.put(out, kbit);
        TTL.put(out, ttl);
        return out;
    }

    static Hold fromJson(JsonObject in) throws WireException {
        return new Hold(Fields.TXN.read(in), Fields.AF.read(in), KBIT.read(in, 0), TTL.read(in, DEFAULT_TTL));
    }
}
