package dev.middleman.ka.client;

import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Pauses that get longer: 2 s, doubling, up to 120 s, each with up to half as much again by chance; up to 4 s while
 * everybody comes back to a server that restarted. For one thread.
 */
final class Backoff {
    private static final long LEAST_NS = TimeUnit.SECONDS.toNanos(2);
    private static final long MOST_NS = TimeUnit.SECONDS.toNanos(120);
    private static final long MOST_IN_A_RUSH_NS = TimeUnit.SECONDS.toNanos(4);

    private final RandomGenerator random;
    private long baseNs = LEAST_NS;
    private long rushEndNs;
    private boolean rush;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    void reset() {
        baseNs = LEAST_NS;
    }

    /** Everybody comes back until then. */
    void rushUntil(long endNs) {
        rushEndNs = endNs;
        rush = true;
    }

    /** The next pause, nanoseconds. */
    long nextNs(long nowNs) {
        rush = rush && nowNs - rushEndNs < 0;
        long mostNs = rush ? MOST_IN_A_RUSH_NS : MOST_NS;
        long pauseNs = Math.min(mostNs, baseNs + random.nextLong(baseNs / 2));
        baseNs = Math.min(mostNs, baseNs * 2);
        return pauseNs;
    }
}
