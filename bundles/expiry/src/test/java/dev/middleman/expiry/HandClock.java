package dev.middleman.expiry;

import java.util.concurrent.TimeUnit;

/** A clock that goes on only when a test turns it. Single-threaded. */
final class HandClock implements Clock {

    // Far from 0, and close enough to overflow that wrong comparisons show.
    private long ns = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(30);
    private long wallMs = 1_790_000_000_000L;

    void turnMs(long ms) {
        ns += TimeUnit.MILLISECONDS.toNanos(ms);
        wallMs += ms;
    }

    void jumpWallMs(long ms) {
        wallMs += ms;
    }

    @Override
    public long monotonicNs() {
        return ns;
    }

    @Override
    public long wallMs() {
        return wallMs;
    }
}
