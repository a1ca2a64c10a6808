package dev.middleman.ka.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.time.Deadline;
import dev.middleman.api.time.Deadlines;
import dev.middleman.api.time.Ticks;
import dev.middleman.transport.memory.VirtualClock;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** A clock that only the test turns, in milliseconds; it knows who waits, and may be full. For one thread. */
final class VirtualTime implements Ticks, Deadlines {
    private final VirtualClock clock = new VirtualClock();
    private final Set<Object> waiting = new HashSet<>();
    private boolean full;

    @Override
    public long nowNs() {
        return clock.nowNs();
    }

    @Override
    public long wallSeconds() {
        return clock.wallSeconds();
    }

    long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(clock.nowNs());
    }

    @Override
    public Deadline after(long delayNs, Runnable work) {
        if (full) {
            throw new RejectedExecutionException("full");
        }
        Object itself = new Object();
        waiting.add(itself);
        Deadline planned = clock.after(delayNs, () -> {
            waiting.remove(itself);
            work.run();
        });
        return () -> {
            waiting.remove(itself);
            return planned.cancel();
        };
    }

    /** From now on no more tasks are taken. */
    void fill() {
        full = true;
    }

    /** How many tasks wait for their time. */
    int waiting() {
        return waiting.size();
    }

    void pass(long ms) {
        clock.advance(TimeUnit.MILLISECONDS.toNanos(ms));
        assertThat(clock.lastFailure()).as("what a task threw").isNull();
    }
}
