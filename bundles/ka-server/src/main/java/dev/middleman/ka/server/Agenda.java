package dev.middleman.ka.server;

import dev.middleman.api.time.Deadline;
import dev.middleman.api.time.Deadlines;
import dev.middleman.api.time.Ticks;
import java.util.concurrent.RejectedExecutionException;

/** Time for what lives in {@link Turns}: tasks that come due run in a turn. Thread-safe. */
final class Agenda {
    private static final Deadline NEVER = () -> false;

    private final Ticks ticks;
    private final Deadlines deadlines;
    private final Turns turns;

    Agenda(Ticks ticks, Deadlines deadlines, Turns turns) {
        this.ticks = ticks;
        this.deadlines = deadlines;
        this.turns = turns;
    }

    long nowNs() {
        return ticks.nowNs();
    }

    long wallSeconds() {
        return ticks.wallSeconds();
    }

    /** @throws RejectedExecutionException when too many tasks wait: refuse the work that needs this one */
    Deadline must(long delayNs, Runnable task) {
        return deadlines.after(delayNs, () -> turns.run(task));
    }

    /** Like {@link #must}, for tasks that something else makes up for when they cannot be planned. */
    Deadline may(long delayNs, Runnable task) {
        try {
            return must(delayNs, task);
        } catch (RejectedExecutionException e) {
            return NEVER;
        }
    }

    /** New work from outside, in a turn; {@code false} when too much waits already. */
    boolean offer(Runnable task) {
        return turns.offer(task);
    }

    /** Runs a task in a turn. */
    void turn(Runnable task) {
        turns.run(task);
    }
}
