package dev.middleman.transport.memory;

import java.util.SplittableRandom;

/** One direction of an access line while it is in use: a queue with faults. Stepping thread only. */
final class Wire {
    private static final long[] LOST = {};
    /** How far a held-back datagram falls behind on a line without jitter. */
    private static final long LEAST_HOLD_NS = 1_000_000;

    private final SplittableRandom random;
    private Link link;
    private long lastArrivalNs;

    Wire(Link link, SplittableRandom random) {
        this.link = link;
        this.random = random;
    }

    void change(Link to) {
        link = to;
    }

    /** When a datagram that enters now comes out: never, once or twice. */
    long[] carry(long nowNs) {
        if (happens(link.loss())) {
            return LOST;
        }
        long first = arrival(nowNs);
        return happens(link.duplication()) ? new long[] {first, arrival(nowNs)} : new long[] {first};
    }

    private long arrival(long nowNs) {
        long jitterNs = link.jitterNs() == 0 ? 0 : random.nextLong(link.jitterNs() + 1);
        long queuedNs = Math.max(lastArrivalNs, nowNs + link.delayNs() + jitterNs);
        if (happens(link.reordering())) {
            // The queue does not wait for this one: whatever follows closely overtakes it.
            return queuedNs + Math.max(LEAST_HOLD_NS, 2 * link.jitterNs());
        }
        lastArrivalNs = queuedNs;
        return queuedNs;
    }

    private boolean happens(double share) {
        return share > 0 && random.nextDouble() < share;
    }
}
