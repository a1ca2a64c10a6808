package dev.middleman.ka.client;

import dev.middleman.api.time.Deadline;
import dev.middleman.api.time.Deadlines;
import dev.middleman.api.time.Ticks;
import java.util.concurrent.RejectedExecutionException;

/**
 * The expiry thread as the one owner of the registrations' state. Thread-safe.
 *
 * @param ticks what time it is
 * @param deadlines where tasks wait for their time
 */
record Alarm(Ticks ticks, Deadlines deadlines) {
    /** A deadline that never comes. */
    static final Deadline NONE = () -> false;

    long nowNs() {
        return ticks.nowNs();
    }

    /** Runs a task at the next tick; {@code false} when the node stops and it will not run. */
    boolean soon(Runnable task) {
        return after(0, task) != NONE;
    }

    /** @return {@link #NONE} when the node stops */
    Deadline after(long delayNs, Runnable task) {
        try {
            return deadlines.after(delayNs, task);
        } catch (RejectedExecutionException e) {
            return NONE;
        }
    }
}
