package dev.middleman.ka.server;

import dev.middleman.api.time.Deadline;
import java.util.concurrent.RejectedExecutionException;

/** A lifetime that refreshes extend and that runs out otherwise. Lives in turns. */
final class Lifetime {
    private final Agenda agenda;
    private final long lifetimeNs;
    private final Runnable over;
    private long endNs;
    private Deadline due;

    /**
     * Starts it.
     *
     * @param over run in a turn when the lifetime ran out
     * @throws RejectedExecutionException when no more deadlines can be planned
     */
    Lifetime(Agenda agenda, int seconds, Runnable over) {
        this.agenda = agenda;
        this.lifetimeNs = Seconds.toNs(seconds);
        this.over = over;
        refresh();
        this.due = agenda.must(lifetimeNs, this::check);
    }

    void refresh() {
        endNs = agenda.nowNs() + lifetimeNs;
    }

    /** Calls it off. */
    void stop() {
        due.cancel();
    }

    /** Refreshes only move the end, so that they cost nothing; whether it was moved shows here. */
    private void check() {
        long leftNs = endNs - agenda.nowNs();
        if (leftNs <= 0) {
            over.run();
            return;
        }
        try {
            due = agenda.must(leftNs, this::check);
        } catch (RejectedExecutionException e) {
            over.run();
        }
    }
}
