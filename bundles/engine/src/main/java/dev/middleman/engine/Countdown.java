package dev.middleman.engine;

import java.util.concurrent.atomic.AtomicLong;

/** Time that runs out once after it was started. Thread-safe. */
final class Countdown {
    private static final long STOPPED = Long.MIN_VALUE;

    private final long lengthNs;
    private final AtomicLong startedNs = new AtomicLong(STOPPED);

    Countdown(long lengthNs) {
        this.lengthNs = lengthNs;
    }

    void start(long nowNs) {
        startedNs.set(nowNs);
    }

    void stop() {
        startedNs.set(STOPPED);
    }

    /** Whether the time is over; says so once. */
    boolean isOver(long nowNs) {
        long started = startedNs.get();
        return started != STOPPED && nowNs - started >= lengthNs && startedNs.compareAndSet(started, STOPPED);
    }
}
