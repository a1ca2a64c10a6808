package dev.middleman.wire.control;

import dev.middleman.api.net.Endpoint;
import dev.middleman.wire.Padding;
import dev.middleman.wire.WireException;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.json.IntField;
import dev.middleman.wire.json.Json;
import dev.middleman.wire.json.JsonObject;
import dev.middleman.wire.json.OctetsField;
import dev.middleman.wire.json.OutOfRange;
import dev.middleman.wire.json.TextField;
import java.util.ArrayList;
import java.util.List;

/**
 * Body of {@code POST /m}, inside a {@link dev.middleman.wire.id.SignedRequest}.
 *
 * @param v version, 1
 * @param nonce from the server, 32 bytes
 * @param endpoints public addresses, one per family, port 0
 * @param free sessions there is room for, 0 or more
 * @param kbit limit of one session, kbit/s, 1 or more
 * @param pps limit of one session, datagrams/s, 1 or more
 * @param idleMax longest idle time that may be asked for, seconds, 1 to 600
 * @param operator who runs it, at most 64 characters; empty when not said
 * @param features names of optional features; unknown ones are ignored; at most 16, of at most 32
 *     characters each
 * @param lt wanted lifetime, seconds, 30 to 3,600; 120 when absent
 * @param token invite token for the server's admission policy; empty when none; at most 64 bytes
 */
public record RegisterMiddleman(
        int v,
        Octets nonce,
        List<Endpoint> endpoints,
        int free,
        int kbit,
        int pps,
        int idleMax,
        String operator,
        List<String> features,
        int lt,
        Octets token) {
    /** What {@code lt} is when absent, seconds. */
    public static final int DEFAULT_LIFETIME = 120;

    private static final IntField KBIT = new IntField("kbit", 1, Integer.MAX_VALUE);
    private static final IntField PPS = new IntField("pps", 1, Integer.MAX_VALUE);
    private static final IntField IDLE_MAX = new IntField("idleMax", 1, 600);
    private static final TextField OPERATOR = new TextField("operator", 64);
    private static final TextField FEATURE = new TextField("features", 32);
    private static final OctetsField TOKEN = OctetsField.optional("token", 1, 64);
    private static final int MAX_FEATURES = 16;

    /** @throws IllegalArgumentException when something is out of its range; names it and the range */
    public RegisterMiddleman {
        Fields.VERSION.check(v);
        Fields.NONCE.check(nonce);
        endpoints = List.copyOf(endpoints);
        Endpoints.checkAddressPerFamily("endpoints", endpoints);
        Fields.FREE.check(free);
        KBIT.check(kbit);
        PPS.check(pps);
        IDLE_MAX.check(idleMax);
        OPERATOR.check(operator);
        features = List.copyOf(features);
        OutOfRange.unless(features.size() <= MAX_FEATURES, "features has more than 16 entries");
        features.forEach(FEATURE::check);
        Fields.LIFETIME.check(lt);
        TOKEN.check(token);
    }

    /** JSON, not padded. */
    public byte[] encode() {
        return Json.write(toJson(), Padding.MAX_BYTES);
    }

    /** Reads an object of at most 1,024 bytes; unknown fields are ignored. */
    public static RegisterMiddleman parse(byte[] json) throws WireException {
        return Json.read(json, Padding.MAX_BYTES, RegisterMiddleman::fromJson);
    }

    JsonObject toJson() {
        JsonObject out = new JsonObject();
        Fields.VERSION.put(out, v);
        Fields.NONCE.put(out, nonce);
        out.put("endpoints", Endpoints.toJson(endpoints));
        Fields.FREE.put(out, free);
        KBIT.put(out, kbit);
        PPS.put(out, pps);
        IDLE_MAX.put(out, idleMax);
        OPERATOR.put(out, operator);
        out.put("features", features);
        Fields.LIFETIME.put(out, lt);
        TOKEN.put(out, token);
        return out;
    }

    static RegisterMiddleman fromJson(JsonObject in) throws WireException {
        return new RegisterMiddleman(
                Fields.VERSION.read(in),
                Fields.NONCE.read(in),
                Endpoints.listFromJson("endpoints", in.require("endpoints")),
                Fields.FREE.read(in),
                KBIT.read(in),
                PPS.read(in),
                IDLE_MAX.read(in),
                OPERATOR.read(in),
                features(in),
                Fields.LIFETIME.read(in, DEFAULT_LIFETIME),
                TOKEN.read(in));
    }

    private static List<String> features(JsonObject in) throws WireException {
        List<String> features = new ArrayList<>();
        if (in.has("features")) {
            for (Object feature : in.list("features")) {
                features.add(FEATURE.read(feature));
            }
        }
        return features;
    }
}
