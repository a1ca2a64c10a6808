package dev.middleman.engine.shard;

import dev.middleman.api.relay.TurnTimes;
import java.util.Arrays;

/** How long turns take: one in {@link TurnTimes#EVERY} is timed, the others cost a count. Lives on the shard's thread. */
final class Turns {
    private static final int MASK = TurnTimes.EVERY - 1;

    private final long[] counts = new long[TurnTimes.BUCKETS];
    private long sumNs;
    private int turns;

    /** Begins a turn. @return whether it is one to be timed */
    boolean isTimed() {
        return (++turns & MASK) == 0;
    }

    void took(long ns) {
        counts[TurnTimes.bucketOf(ns)]++;
        sumNs += ns;
    }

    /** By bucket, and the sum of all times at the end: two values that go together, as one. */
    long[] snapshot() {
        long[] snapshot = Arrays.copyOf(counts, TurnTimes.BUCKETS + 1);
        snapshot[TurnTimes.BUCKETS] = sumNs;
        return snapshot;
    }
}
