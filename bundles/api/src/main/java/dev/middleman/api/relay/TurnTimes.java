package dev.middleman.api.relay;

import java.util.Collections;
import java.util.List;

/**
 * How long the engine took for a burst of datagrams, from its arrival to the last decision; sending comes after. One turn in
 * {@link #EVERY} of each shard is timed, so this is a sample. Sums over all shards since the start.
 *
 * @param counts timed turns by bucket, {@link #BUCKETS} of them, not cumulative
 * @param sumNs of all timed turns, nanoseconds
 */
public record TurnTimes(List<Long> counts, long sumNs) {
    /** Of so many turns one is timed; a power of two. */
    public static final int EVERY = 256;

    /** The last one is for everything that took longer than 33 ms. */
    public static final int BUCKETS = 19;

    private static final int FIRST_BOUND_BITS = 8;

    /** @throws IllegalArgumentException when there are not {@link #BUCKETS} counts */
    public TurnTimes {
        if (counts.size() != BUCKETS) {
            throw new IllegalArgumentException("counts " + counts.size() + " are not " + BUCKETS);
        }
        counts = List.copyOf(counts);
    }

    /** Of no turn. */
    public static TurnTimes none() {
        return new TurnTimes(Collections.nCopies(BUCKETS, 0L), 0);
    }

    /** The longest time that a bucket is for, nanoseconds: each is twice the one before. */
    public static long boundNs(int bucket) {
        return bucket == BUCKETS - 1 ? Long.MAX_VALUE : 1L << FIRST_BOUND_BITS + bucket;
    }

    /** Where a time belongs. */
    public static int bucketOf(long ns) {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(Math.max(ns - 1, 0));
        return Math.min(Math.max(bits - FIRST_BOUND_BITS, 0), BUCKETS - 1);
    }

    /** How many turns were timed. */
    public long timed() {
        return counts.stream().mapToLong(Long::longValue).sum();
    }

    /**
     * The bound that this share of the timed turns kept to, nanoseconds; {@link Long#MAX_VALUE} when it is the last one's, 0
     * without any.
     *
     * @param percent 1 to 100
     */
    public long withinNs(int percent) {
        long wanted = (timed() * percent + 99) / 100;
        long counted = 0;
        for (int bucket = 0; wanted > 0 && bucket < BUCKETS; bucket++) {
            counted += counts.get(bucket);
            if (counted >= wanted) {
                return boundNs(bucket);
            }
        }
        return 0;
    }
}
