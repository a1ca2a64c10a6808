package dev.middleman.engine;

import dev.middleman.api.relay.Drain;
import dev.middleman.api.time.Ticks;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** Whether a middle-man takes sessions, and when those that are left end. Thread-safe. */
final class Draining implements Drain {

    private static final long NS_PER_S = TimeUnit.SECONDS.toNanos(1);

    private final Ticks ticks;
    private final Runnable farewell;
    private volatile boolean on;
    private boolean wiped;
    private long endNs;

    /** @param farewell tells all peers, each time that draining begins; short */
    Draining(Ticks ticks, Runnable farewell) {
        this.ticks = ticks;
        this.farewell = farewell;
    }

    boolean isOn() {
        return on;
    }

    @Override
    public void begin(int seconds) {
        Range.check("seconds", seconds, LEAST_SECONDS, MOST_SECONDS);
        if (grant(seconds)) {
            farewell.run();
        }
    }

    /** Whether it had not begun before. */
    private synchronized boolean grant(int seconds) {
        boolean first = !on;
        on = true;
        wiped = false;
        endNs = ticks.nowNs() + TimeUnit.SECONDS.toNanos(seconds);
        return first;
    }

    @Override
    public synchronized void end() {
        on = false;
    }

    @Override
    public synchronized OptionalInt secondsLeft() {
        if (!on) {
            return OptionalInt.empty();
        }
        long leftNs = Math.max(0, endNs - ticks.nowNs());
        return OptionalInt.of((int) ((leftNs + NS_PER_S - 1) / NS_PER_S));
    }

    /** Whether all sessions have to end now; says so once. */
    synchronized boolean isOver(long nowNs) {
        if (!on || wiped || nowNs - endNs < 0) {
            return false;
        }
        wiped = true;
        return true;
    }
}
