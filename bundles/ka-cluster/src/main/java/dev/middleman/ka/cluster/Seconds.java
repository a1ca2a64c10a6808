package dev.middleman.ka.cluster;

import java.util.concurrent.TimeUnit;

/** Seconds and nanoseconds. Stateless. */
final class Seconds {
    private Seconds() {}

    static long toNs(long seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }

    static long ofNs(long ns) {
        return TimeUnit.NANOSECONDS.toSeconds(ns);
    }
}
