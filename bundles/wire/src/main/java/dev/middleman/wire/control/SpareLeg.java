package dev.middleman.wire.control;

import dev.middleman.api.net.Endpoint;
import dev.middleman.wire.WireException;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.json.JsonObject;
import dev.middleman.wire.json.OutOfRange;
import java.util.List;

/**
 * The same peer's leg at a further middle-man of a {@link Line}; it latches as the line says.
 *
 * @param endpoints of that middle-man, as in a line
 * @param sid names the leg in knock frames
 * @param key 16 bytes; on the wire {@code K}
 * @param idle the session ends after this time without a datagram, seconds, 1 to 600
 * @param expires the session ends after this time whatever happens, seconds, 1 to 604,800
 */
public record SpareLeg(List<Endpoint> endpoints, long sid, Octets key, int idle, int expires) {
    private static final int MAX_ENDPOINTS = 6;

    /** @throws IllegalArgumentException when something is out of its range; names it and the range */
    public SpareLeg {
        endpoints = List.copyOf(endpoints);
        checkEndpoints(endpoints);
        Fields.KEY.check(key);
        Fields.IDLE.check(idle);
        Fields.EXPIRES.check(expires);
    }

    /** What holds for the endpoints of every leg that a peer is told. */
    static void checkEndpoints(List<Endpoint> endpoints) {
        OutOfRange.unless(
                !endpoints.isEmpty() && endpoints.size() <= MAX_ENDPOINTS, "endpoints has not 1 to 6 entries");
        OutOfRange.unless(endpoints.stream().allMatch(e -> e.port() > 0), "endpoints has a port 0");
    }

    /** The same with one endpoint less, the last one. */
    SpareLeg shorter() {
        return new SpareLeg(endpoints.subList(0, endpoints.size() - 1), sid, key, idle, expires);
    }

    JsonObject toJson() {
        JsonObject out = new JsonObject().put("endpoints", Endpoints.toJson(endpoints));
        Fields.putSid(out, sid);
        Fields.KEY.put(out, key);
        Fields.IDLE.put(out, idle);
        Fields.EXPIRES.put(out, expires);
        return out;
    }

    static SpareLeg fromJson(JsonObject in) throws WireException {
        return new SpareLeg(
                Endpoints.listFromJson("endpoints", in.require("endpoints")),
                Fields.readSid(in),
                Fields.KEY.read(in),
                Fields.IDLE.read(in),
                Fields.EXPIRES.read(in));
    }

    /** Says nothing: sid and key are secrets. */
    @Override
    public String toString() {
        return "SpareLeg[hidden]";
    }
}
