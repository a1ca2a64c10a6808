package dev.middleman.peer.control;

import dev.middleman.api.control.Association;
import dev.middleman.api.time.Deadline;
import java.util.concurrent.RejectedExecutionException;

/**
 * Pings the KA server that a peer is registered with, over one association: NATs keep the way open, and it shows when the server is gone.
 * Thread-safe.
 */
final class Pings {
    /** How long a ping waits: the binding sends it two or three times by then, and would wait for 14 s at the most. */
    private static final long PATIENCE_NS = 7_000_000_000L;

    private final PeerContext peer;
    private final Association association;
    private final long everyNs;
    private final Runnable silent;
    private Deadline next = () -> false;
    private boolean stopped;

    /** @param silent called once, when a ping failed or was not answered */
    Pings(PeerContext peer, Association association, long everyNs, Runnable silent) {
        this.peer = peer;
        this.association = association;
        this.everyNs = everyNs;
        this.silent = silent;
    }

    /** Begins, and goes on after every answer. */
    void goOn() {
        plan(everyNs, this::ping);
    }

    private void ping() {
        plan(PATIENCE_NS, this::lose);
        association.ping().whenComplete((pong, failed) -> {
            if (failed == null) {
                goOn();
            } else {
                lose();
            }
        });
    }

    private void lose() {
        if (stop()) {
            silent.run();
        }
    }

    private synchronized void plan(long delayNs, Runnable task) {
        if (stopped) {
            return;
        }
        next.cancel();
        try {
            next = peer.deadlines().after(delayNs, task);
        } catch (RejectedExecutionException e) {
            stopped = true; // the peer is being closed
        }
    }

    /** @return whether it went on until now */
    synchronized boolean stop() {
        boolean first = !stopped;
        stopped = true;
        next.cancel();
        return first;
    }
}
