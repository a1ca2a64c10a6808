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
import java.util.ArrayList;
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
 * @param more the same leg at further middle-men, each as good as the first; at most 2
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
        Octets blob,
        List<SpareLeg> more) {
    /** The version of the protocol that this is. */
    public static final int VERSION = 1;

    /** The role of the one who looked up. */
    public static final char CALLER = 'a';

    /** The role of the one who was looked up. */
    public static final char TARGET = 'b';

    /**
     * The longest blob beside which every line with several middle-men can be {@linkplain #fitting made to fit}. With a
     * longer one there is room for one middle-man only.
     */
    public static final int MAX_BLOB_BESIDE_MORE = 256;

    private static final int MAX_MORE = 2;
    private static final Choice<Character> ROLE = new Choice<>("role", String::valueOf, CALLER, TARGET);

    /** @throws IllegalArgumentException when something is out of its range; names it and the range */
    public Line {
        Fields.VERSION.check(v);
        endpoints = List.copyOf(endpoints);
        SpareLeg.checkEndpoints(endpoints);
        Fields.KEY.check(key);
        Fields.IDLE.check(idle);
        Fields.EXPIRES.check(expires);
        ROLE.check(role);
        Fields.TARGET_BLOB.check(blob);
        more = List.copyOf(more);
        OutOfRange.unless(more.size() <= MAX_MORE, "more has over 2 entries");
    }

    /** Through one middle-man. */
    public Line(
            int v,
            List<Endpoint> endpoints,
            long sid,
            Octets key,
            LatchMode mode,
            int idle,
            int expires,
            char role,
            Octets blob) {
        this(v, endpoints, sid, key, mode, idle, expires, role, blob, List.of());
    }

    /**
     * The same, made to fit one message: where it is too long, the middle-man with the most endpoints loses its last one,
     * until it is not. Every middle-man keeps one endpoint at least.
     */
    public Line fitting() {
        Line line = this;
        while (!Json.fits(line.toJson(), Padding.MAX_BYTES) && line.longest() > 1) {
            line = line.shorter();
        }
        return line;
    }

    private int longest() {
        return Math.max(
                endpoints.size(),
                more.stream().mapToInt(leg -> leg.endpoints().size()).max().orElse(0));
    }

    /** One endpoint less: of the last one among those that have the most. */
    private Line shorter() {
        int most = longest();
        List<SpareLeg> legs = new ArrayList<>(more);
        for (int i = legs.size() - 1; i >= 0; i--) {
            if (legs.get(i).endpoints().size() == most) {
                legs.set(i, legs.get(i).shorter());
                return with(endpoints, legs);
            }
        }
        return with(endpoints.subList(0, most - 1), legs);
    }

    private Line with(List<Endpoint> others, List<SpareLeg> legs) {
        return new Line(v, others, sid, key, mode, idle, expires, role, blob, legs);
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
        if (!more.isEmpty()) {
            out.put("more", more.stream().map(SpareLeg::toJson).toList());
        }
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
                Fields.TARGET_BLOB.read(in),
                spares(in));
    }

    private static List<SpareLeg> spares(JsonObject in) throws WireException {
        List<SpareLeg> legs = new ArrayList<>();
        if (in.has("more")) {
            for (Object leg : in.list("more")) {
                legs.add(SpareLeg.fromJson(JsonObject.asObject("more", leg)));
            }
        }
        return legs;
    }

    /** Says nothing: sid and key are secrets. */
    @Override
    public String toString() {
        return "Line[hidden]";
    }
}
