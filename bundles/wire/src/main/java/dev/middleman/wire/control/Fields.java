package dev.middleman.wire.control;

import dev.middleman.api.net.Families;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.wire.WireException;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.json.Choice;
import dev.middleman.wire.json.IntField;
import dev.middleman.wire.json.JsonObject;
import dev.middleman.wire.json.OctetsField;
import java.nio.ByteBuffer;
import java.util.Locale;

/** The fields that more than one message has: name, range and form of each, once. */
final class Fields {
    static final IntField VERSION = new IntField("v", 1, 1);
    static final OctetsField REALM = OctetsField.exactly("realm", 32);
    static final OctetsField NONCE = OctetsField.exactly("nonce", 32);
    static final OctetsField NONCE_IF_ANY = OctetsField.optional("nonce", 32, 32);
    static final OctetsField KA_ID = OctetsField.exactly("kaId", 32);
    static final OctetsField TXN = OctetsField.exactly("txn", 8);
    static final OctetsField IID = OctetsField.exactly("iid", 16);
    static final OctetsField KEY = OctetsField.exactly("K", 16);
    static final OctetsField CREDENTIAL = OctetsField.optional("credential", 1, 256);

    /** The called peer's blob: the longest that lets every LINE fit into one message. */
    static final OctetsField TARGET_BLOB = OctetsField.optional("blob", 1, 480);

    static final IntField LIFETIME = new IntField("lt", 30, 3_600);
    static final IntField GRANTED_LIFETIME = new IntField("lt", 1, 3_600);
    static final IntField PING = new IntField("ping", 1, 3_600);
    static final IntField SPREAD = new IntField("spread", 0, 3_600);
    static final IntField FREE = new IntField("free", 0, Integer.MAX_VALUE);
    static final IntField IDLE = new IntField("idle", 1, 600);
    static final IntField EXPIRES = new IntField("expires", 1, 604_800);

    static final Choice<Families> AF = new Choice<>("af", f -> (long) f.code(), Families.values());
    static final Choice<LatchMode> LATCH = new Choice<>("latch", Fields::letter, LatchMode.values());
    static final Choice<LatchMode> MODE = new Choice<>("mode", Fields::letter, LatchMode.values());
    static final Choice<Accept> ACCEPT =
            new Choice<>("accept", a -> a.name().toLowerCase(Locale.ROOT), Accept.values());

    private static final OctetsField SID = OctetsField.exactly("sid", 8);

    private Fields() {}

    static void putSid(JsonObject out, long sid) {
        SID.put(out, Octets.of(ByteBuffer.allocate(Long.BYTES).putLong(sid).array()));
    }

    static long readSid(JsonObject in) throws WireException {
        return ByteBuffer.wrap(SID.read(in).toArray()).getLong();
    }

    private static String letter(LatchMode mode) {
        return String.valueOf(mode.code());
    }
}
