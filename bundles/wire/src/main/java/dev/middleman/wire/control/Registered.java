package dev.middleman.wire.control;

import dev.middleman.wire.Padding;
import dev.middleman.wire.WireException;
import dev.middleman.wire.json.Json;
import dev.middleman.wire.json.JsonObject;

/**
 * Answer to {@code POST /p}; the capability is in the answer's location.
 *
 * @param lt granted lifetime, seconds, 1 to 3,600
 * @param ping how often to ping, seconds, 1 to 3,600
 * @param spread over how many seconds to register again after the server restarted, 0 to 3,600
 */
public record Registered(int lt, int ping, int spread) {

    /** @throws IllegalArgumentException when something is out of its range; names it and the range */
    public Registered {
        Fields.GRANTED_LIFETIME.check(lt);
        Fields.PING.check(ping);
        Fields.SPREAD.check(spread);
    }

    /** JSON, not padded. */
    public byte[] encode() {
        return Json.write(toJson(), Padding.MAX_BYTES);
    }

    /** Reads an object of at most 1,024 bytes; unknown fields are ignored. */
    public static Registered parse(byte[] json) throws WireException {
        return Json.read(json, Padding.MAX_BYTES, Registered::fromJson);
    }

    JsonObject toJson() {
        JsonObject out = new JsonObject();
        Fields.GRANTED_LIFETIME.put(out, lt);
        Fields.PING.put(out, ping);
        Fields.SPREAD.put(out, spread);
        return out;
    }

    static Registered fromJson(JsonObject in) throws WireException {
        return new Registered(Fields.GRANTED_LIFETIME.read(in), Fields.PING.read(in), Fields.SPREAD.read(in));
    }
}
