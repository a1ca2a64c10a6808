package dev.middleman.wire.control;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.wire.Padding;
import dev.middleman.wire.WireException;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.json.Choice;
import dev.middleman.wire.json.Json;
import dev.middleman.wire.json.JsonObject;
import dev.middleman.wire.json.OutOfRange;
import java.util.List;

/**
 * What a peer gets to know of its line.
 *
 * @param v version, 1
 * @param endpoints of the middle-man, up to three per family, in the order to try them; a line of six and the longest
 *     blob still fits one message
 * @param sid names the leg in knock frames
 * @param key 16 bytes, the secret of the leg; on the wire {@code K}
 * @param mode how the leg latches; K when absent
 * @param idle the session ends after this time without a datagram, seconds, 1 to 600
 * @param expires the session ends after this time whatever happens, seconds, 1 to 604,800
 * @param role {@code a} for the caller, {@code b} for the target
 * @param blob of the other side; opaque; at most 480 bytes; may be empty
 */
public record Line(
        int v,
        List<Endpoint> endpoints,
        long sid,
        Octets key,
        LatchMode mode,
        int idle,
        int expires,
        char role,
        Octets blob) {
    /** The version of the protocol that this is. */
    public static final int VERSION = 1;

    /** The role of the one who looked up. */
    public static final char CALLER = 'a';

    /** The role of the one who was looked up. */
    public static final char TARGET = 'b';

    private static final int MAX_ENDPOINTS = 6;
    private static final Choice<Character> ROLE = new Choice<>("role", String::valueOf, CALLER, TARGET);

    /** @throws IllegalArgumentException when something is out of its range; names it and the range */
    public Line {
        Fields.VERSION.check(v);
        endpoints = List.copyOf(endpoints);
        OutOfRange.unless(
                !endpoints.isEmpty() && endpoints.size() <= MAX_ENDPOINTS, "endpoints has not 1 to 6 entries");
        OutOfRange.unless(endpoints.stream().allMatch(e -> e.port() > 0), "endpoints has a port 0");
        Fields.KEY.check(key);
        Fields.IDLE.check(idle);
        Fields.EXPIRES.check(expires);
        ROLE.check(role);
        Fields.TARGET_BLOB.check(blob);
    }

    /** JSON, not padded. */
    public byte[] encode() {
        return Json.write(toJson(), Padding.MAX_BYTES);
    }

    /** Reads an object of at most 1,024 bytes; unknown fields are ignored. */
    public static Line parse(byte[] json) throws WireException {
        return Json.read(json, Padding.MAX_BYTES, Line::fromJson);
    }

    JsonObject toJson() {
        JsonObject out = new JsonObject();
        Fields.VERSION.put(out, v);
        out.put("endpoints", Endpoints.toJson(endpoints));
        Fields.putSid(out, sid);
        Fields.KEY.put(out, key);
        Fields.MODE.put(out, mode);
        Fields.IDLE.put(out, idle);
        Fields.EXPIRES.put(out, expires);
        ROLE.put(out, role);
        Fields.TARGET_BLOB.put(out, blob);
        return out;
    }

    static Line fromJson(JsonObject in) throws WireException {
        return new Line(
                Fields.VERSION.read(in),
                Endpoints.listFromJson("endpoints", in.require("endpoints")),
                Fields.readSid(in),
                Fields.KEY.read(in),
                Fields.MODE.read(in, LatchMode.KNOCK),
                Fields.IDLE.read(in),
                Fields.EXPIRES.read(in),
                ROLE.read(in),
                Fields.TARGET_BLOB.read(in));
    }

    /** Says nothing: sid and key are secrets. */
    @Override
    public String toString() {
        return "Line[hidden]";
    }
}
