package dev.middleman.ka.server;

import java.util.concurrent.TimeUnit;

/** Nanoseconds into the seconds of the protocol. */
final class Seconds {
    private Seconds() {}

    /** Whole seconds, rounded up, 1 or more: what is told must not be over sooner. */
    static int ceil(long ns) {
        return (int) Math.max(1, (ns + TimeUnit.SECONDS.toNanos(1) - 1) / TimeUnit.SECONDS.toNanos(1));
    }

    static long toNs(int seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }
}
