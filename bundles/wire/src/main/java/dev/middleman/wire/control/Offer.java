package dev.middleman.wire.control;

import dev.middleman.wire.WireException;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.json.IntField;
import dev.middleman.wire.json.JsonObject;
import dev.middleman.wire.json.OctetsField;

/**
 * One entry of an inbox.
 *
 * @param iid names the offer, 16 bytes
 * @param expires seconds left to answer, 0 to 60
 * @param blob the caller's blob for the target; opaque; at most 256 bytes; may be empty
 */
public record Offer(Octets iid, int expires, Octets blob) {
    /** The most bytes a caller's blob may have. */
    public static final int MAX_BLOB = 256;

    private static final IntField EXPIRES = new IntField("expires", 0, 60);
    private static final OctetsField BLOB = OctetsField.optional("blob", 1, MAX_BLOB);

    /** @throws IllegalArgumentException when something is out of its range; names it and the range */
    public Offer {
        Fields.IID.check(iid);
        EXPIRES.check(expires);
        BLOB.check(blob);
    }

    JsonObject toJson() {
        JsonObject out = new JsonObject();
        Fields.IID.put(out, iid);
        EXPIRES.put(out, expires);
        BLOB.put(out, blob);
        return out;
    }

    static Offer fromJson(JsonObject in) throws WireException {
        return new Offer(Fields.IID.read(in), EXPIRES.read(in), BLOB.read(in));
    }
}
