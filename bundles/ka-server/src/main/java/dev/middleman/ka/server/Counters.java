package dev.middleman.ka.server;

import dev.middleman.api.ka.KaTotals;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Totals of a KA server. Thread-safe. */
final class Counters {
    /** What is counted; see {@link KaTotals}. */
    enum Count {
        PEERS,
        MIDDLE_MEN,
        LOOK_UPS,
        REFUSED,
        OVER_ASKED,
        UNAVAILABLE,
        OFFERS,
        HOLDS_ASKED,
        HOLDS_GRANTED,
        RACES_WON,
        COMMITS_FAILED,
        INTRODUCED,
        MIDDLE_MEN_DROPPED
    }

    private final Map<Count, AtomicLong> values = new EnumMap<>(Count.class);

    Counters() {
        for (Count count : Count.values()) {
            values.put(count, new AtomicLong());
        }
    }

    void add(Count count) {
        values.get(count).incrementAndGet();
    }

    /** Moves a gauge. */
    void add(Count gauge, long delta) {
        values.get(gauge).addAndGet(delta);
    }

    void set(Count gauge, long value) {
        values.get(gauge).set(value);
    }

    KaTotals totals() {
        return new KaTotals(
                get(Count.PEERS),
                get(Count.MIDDLE_MEN),
                get(Count.LOOK_UPS),
                get(Count.REFUSED),
                get(Count.OVER_ASKED),
                get(Count.UNAVAILABLE),
                get(Count.OFFERS),
                get(Count.HOLDS_ASKED),
                get(Count.HOLDS_GRANTED),
                get(Count.RACES_WON),
                get(Count.COMMITS_FAILED),
                get(Count.INTRODUCED),
                get(Count.MIDDLE_MEN_DROPPED));
    }

    long get(Count count) {
        return values.get(count).get();
    }
}
