package dev.middleman.wire.control;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.net.Families;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.wire.Padding;
import dev.middleman.wire.WireException;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.Pid;
import dev.middleman.wire.json.IntField;
import dev.middleman.wire.json.Json;
import dev.middleman.wire.json.JsonObject;
import dev.middleman.wire.json.OctetsField;
import dev.middleman.wire.json.OutOfRange;
import java.util.List;

/**
 * Body of {@code POST /x}, plain or inside a {@link dev.middleman.wire.id.SignedRequest}.
 *
 * @param realm realm id, 32 bytes
 * @param to who is looked up
 * @param txn 8 bytes, chosen by the caller; the same for every retransmission
 * @param nonce from the server, 32 bytes; empty in an unsigned request
 * @param credential certificate or proof for the realm's membership policy; empty when none; at most 256 bytes
 * @param blob for the target; opaque; at most 256 bytes; may be empty
 * @param af families the caller can use
 * @param latch how it will latch; K when absent
 * @param hops middle-men in a row, 1 to 2; 1 when absent
 * @param count middle-men side by side, 1 to 3; 1 when absent
 * @param avoid endpoints of middle-men not to introduce, at most 4
 */
public record LookUp(
        Octets realm,
        Pid to,
        Octets txn,
        Octets nonce,
        Octets credential,
        Octets blob,
        Families af,
        LatchMode latch,
        int hops,
        int count,
        List<Endpoint> avoid) {
    private static final OctetsField BLOB = OctetsField.optional("blob", 1, Offer.MAX_BLOB);
    private static final IntField HOPS = new IntField("hops", 1, 2);
    private static final IntField COUNT = new IntField("count", 1, 3);
    private static final int MAX_AVOID = 4;

    /** @throws IllegalArgumentException when something is out of its range; names it and the range */
    public LookUp {
        Fields.REALM.check(realm);
        Fields.TXN.check(txn);
        Fields.NONCE_IF_ANY.check(nonce);
        Fields.CREDENTIAL.check(credential);
        BLOB.check(blob);
        HOPS.check(hops);
        COUNT.check(count);
        avoid = List.copyOf(avoid);
        OutOfRange.unless(avoid.size() <= MAX_AVOID, "avoid has more than 4 entries");
    }

    /** JSON, not padded. */
    public byte[] encode() {
        return Json.write(toJson(), Padding.MAX_BYTES);
    }

    /** Reads an object of at most 1,024 bytes; unknown fields are ignored. */
    public static LookUp parse(byte[] json) throws WireException {
        return Json.read(json, Padding.MAX_BYTES, LookUp::fromJson);
    }

    JsonObject toJson() {
        JsonObject out = new JsonObject();
        Fields.REALM.put(out, realm);
        out.put("to", to.text());
        Fields.TXN.put(out, txn);
        Fields.NONCE_IF_ANY.put(out, nonce);
        Fields.CREDENTIAL.put(out, credential);
        BLOB.put(out, blob);
        Fields.AF.put(out, af);
        Fields.LATCH.put(out, latch);
        HOPS.put(out, hops);
        COUNT.put(out, count);
        if (!avoid.isEmpty()) {
            out.put("avoid", Endpoints.toJson(avoid));
        }
        return out;
    }

    static LookUp fromJson(JsonObject in) throws WireException {
        return new LookUp(
                Fields.REALM.read(in),
                pid(in),
                Fields.TXN.read(in),
                Fields.NONCE_IF_ANY.read(in),
                Fields.CREDENTIAL.read(in),
                BLOB.read(in),
                Fields.AF.read(in),
                Fields.LATCH.read(in, LatchMode.KNOCK),
                HOPS.read(in, 1),
                COUNT.read(in, 1),
                in.has("avoid") ? Endpoints.listFromJson("avoid", in.get("avoid")) : List.of());
    }

    private static Pid pid(JsonObject in) throws WireException {
        String text = JsonObject.asText("to", in.require("to"));
        try {
            return Pid.parse(text);
        } catch (WireException e) {
            throw new WireException("to is not a peer id");
        }
    }
}
