package dev.middleman.peer.line;

import dev.middleman.api.net.Endpoint;
import dev.middleman.wire.knock.KnockType;

/** A frame that waits for an answer and is sent again as long as none comes. For one thread. */
final class Pending {
    /** The most times that it is sent. */
    static final int MAX_SENT = 4;

    private static final long[] RESEND_NS = {250_000_000L, 500_000_000L, 1_000_000_000L, 2_000_000_000L};

    private final KnockType type;
    private final Endpoint to;
    private final long cookie;
    private int sent;
    private long dueNs;

    Pending(KnockType type, Endpoint to, long cookie) {
        this.type = type;
        this.to = to;
        this.cookie = cookie;
    }

    KnockType type() {
        return type;
    }

    Endpoint to() {
        return to;
    }

    boolean isTo(Endpoint endpoint) {
        return to.equals(endpoint);
    }

    long cookie() {
        return cookie;
    }

    void sent(long nowNs) {
        dueNs = nowNs + RESEND_NS[sent++];
    }

    /** When it is to be sent again, or given up. */
    long dueNs() {
        return dueNs;
    }

    boolean mayRepeat(int most) {
        return sent < most;
    }
}
