package dev.middleman.engine.shard;

/**
 * A shard's counters and gauges at one moment of its own thread.
 *
 * @param dropped by the ordinal of {@link dev.middleman.api.relay.DropReason}
 * @param latched by the ordinal of {@link dev.middleman.api.relay.LatchMode}
 * @param reserved sessions in state RESERVED or HALF
 * @param turns timed turns by bucket, and after the last one the sum of their times, nanoseconds
 */
public record ShardTotals(
        long received,
        long forwarded,
        long knocks,
        long[] dropped,
        long forwardedBytes,
        long[] latched,
        long moved,
        long held,
        long reserved,
        long live,
        long opened,
        long expired,
        long[] turns) {

    /** Both together. */
    public ShardTotals plus(ShardTotals other) {
        return new ShardTotals(
                received + other.received,
                forwarded + other.forwarded,
                knocks + other.knocks,
                sum(dropped, other.dropped),
                forwardedBytes + other.forwardedBytes,
                sum(latched, other.latched),
                moved + other.moved,
                held + other.held,
                reserved + other.reserved,
                live + other.live,
                opened + other.opened,
                expired + other.expired,
                sum(turns, other.turns));
    }

    private static long[] sum(long[] one, long[] other) {
        long[] sum = one.clone();
        for (int i = 0; i < sum.length; i++) {
            sum[i] += other[i];
        }
        return sum;
    }
}
