package dev.middleman.itests.system.exchange;

/**
 * How fast a {@link Source} may send: a budget of bits that fills with time. Confined to one thread.
 *
 * <p>A relayed line has a rate limit (docs/protocol.md, quotas); a polite program stays below it.
 */
final class Pace {

    private static final long BURST_NS = 5_000_000;

    private final long bitsPerSecond;
    private long paidUntilNs;

    /** @param kbitPerSecond 1,000 bits per second */
    Pace(int kbitPerSecond, long nowNs) {
        this.bitsPerSecond = kbitPerSecond * 1_000L;
        this.paidUntilNs = nowNs;
    }

    /** Nanoseconds until the next datagram may leave; 0 = now. */
    long waitNs(long nowNs) {
        return Math.max(0, paidUntilNs - BURST_NS - nowNs);
    }

    void sent(int bytes, long nowNs) {
        // 28 = IPv4 and UDP header: a row of empty datagrams costs something, too.
        paidUntilNs = Math.max(paidUntilNs, nowNs) + (bytes + 28) * 8L * 1_000_000_000L / bitsPerSecond;
    }
}
