package dev.middleman.ka.client;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Pauses that get longer: 2 s, doubling, up to 120 s, each with up to half as much again by chance. For one thread. */
final class Backoff {
    private static final long LEAST_NS = TimeUnit.SECONDS.toNanos(2);
    private static final long MOST_NS = TimeUnit.SECONDS.toNanos(120);

    private final RandomGenerator random;
    private long baseNs = LEAST_NS;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    void reset() {
        baseNs = LEAST_NS;
    }

    /** The next pause, nanoseconds. */
    long nextNs() {
        long pauseNs = Math.min(MOST_NS, baseNs + random.nextLong(baseNs / 2));
        baseNs = Math.min(MOST_NS, baseNs * 2);
        return pauseNs;
    }
}
