package dev.middleman.wire.control;

import dev.middleman.api.net.Endpoint;
import dev.middleman.wire.Padding;
import dev.middleman.wire.WireException;
import dev.middleman.wire.json.Json;
import dev.middleman.wire.json.JsonObject;

/**
 * Answer to {@code POST /m}; the capability is in the answer's location.
 *
 * @param lt granted lifetime, seconds, 1 to 3,600
 * @param ping how often to ping, seconds, 1 to 3,600
 * @param spread over how many seconds to register again after the server restarted, 0 to 3,600
 * @param seen where the server saw the request come from
 */
public record MiddlemanRegistered(int lt, int ping, int spread, Endpoint seen) {

    /** @throws IllegalArgumentException when something is out of its range; names it and the range */
    public MiddlemanRegistered {
        Fields.GRANTED_LIFETIME.check(lt);
        Fields.PING.check(ping);
        Fields.SPREAD.check(spread);
    }

    /** JSON, not padded. */
    public byte[] encode() {
        return Json.write(toJson(), Padding.MAX_BYTES);
    }

    /** Reads an object of at most 1,024 bytes; unknown fields are ignored. */
    public static MiddlemanRegistered parse(byte[] json) throws WireException {
        return Json.read(json, Padding.MAX_BYTES, MiddlemanRegistered::fromJson);
    }

    JsonObject toJson() {
        JsonObject out = new JsonObject();
        Fields.GRANTED_LIFETIME.put(out, lt);
        Fields.PING.put(out, ping);
        Fields.SPREAD.put(out, spread);
        out.put("seen", Endpoints.toJson(seen));
        return out;
    }

    static MiddlemanRegistered fromJson(JsonObject in) throws WireException {
        return new MiddlemanRegistered(
                Fields.GRANTED_LIFETIME.read(in),
                Fields.PING.read(in),
                Fields.SPREAD.read(in),
                Endpoints.fromJson("seen", in.require("seen")));
    }
}
