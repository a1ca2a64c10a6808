package dev.middleman.ka.cluster;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Sums since the start. Thread-safe. */
final class Tally {
    /** What is counted; see {@link dev.middleman.api.cluster.ClusterTotals}. */
    enum Count {
        SENT,
        RECEIVED,
        MALFORMED,
        UNSENT,
        UNTAKEN,
        UNKNOWN,
        CHANGES
    }

    private final Map<Count, LongAdder> sums = new EnumMap<>(Count.class);

    Tally() {
        for (Count count : Count.values()) {
            sums.put(count, new LongAdder());
        }
    }

    void add(Count count) {
        sums.get(count).increment();
    }

    long of(Count count) {
        return sums.get(count).sum();
    }
}
