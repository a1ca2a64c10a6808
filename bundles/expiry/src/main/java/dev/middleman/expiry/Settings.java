package dev.middleman.expiry;

import java.util.concurrent.TimeUnit;

/**
 * Validated configuration.
 *
 * @param tickNs time between two ticks, nanoseconds
 * @param driftNs how far wall and monotonic clock may part, nanoseconds
 */
record Settings(long tickNs, long driftNs) {

    static final int MIN_TICK_MS = 1;
    static final int MAX_TICK_MS = 100;
    static final int MIN_DRIFT_SECONDS = 1;
    static final int MAX_DRIFT_SECONDS = 3_600;

    /** @throws IllegalArgumentException when a value is out of its range; names the key, the value and the range */
    static Settings of(int tickMs, int driftSeconds) {
        require("tickMs", tickMs, MIN_TICK_MS, MAX_TICK_MS);
        require("driftSeconds", driftSeconds, MIN_DRIFT_SECONDS, MAX_DRIFT_SECONDS);
        return new Settings(TimeUnit.MILLISECONDS.toNanos(tickMs), TimeUnit.SECONDS.toNanos(driftSeconds));
    }

    private static void require(String key, int value, int min, int max) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(key + " " + value + " is not in " + min + ".." + max);
        }
    }
}
