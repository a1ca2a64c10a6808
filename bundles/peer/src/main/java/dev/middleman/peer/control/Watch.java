package dev.middleman.peer.control;

import dev.middleman.api.time.Deadline;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Finds out whether a KA server that was asked something is still there, by pings: an answer may take as long as the
 * called peer thinks, and a request that nobody hears takes as long to fail. Thread-safe.
 */
final class Watch {
    /** How long a server may be silent: a ping that got lost is repeated after 3 s at the latest. */
    static final long PATIENCE_NS = 4_000_000_000L;

    private final PeerContext peer;
    private final KaLink link;
    private final Runnable silent;
    private Deadline next = () -> false;
    private boolean stopped;

    /** @param silent called once when the server falls silent, on the peer's timer */
    Watch(PeerContext peer, KaLink link, Runnable silent) {
        this.peer = peer;
        this.link = link;
        this.silent = silent;
    }

    void look() {
        AtomicBoolean heard = new AtomicBoolean();
        link.ping().whenComplete((pong, failed) -> heard.set(failed == null));
        synchronized (this) {
            if (stopped) {
                return;
            }
            try {
                next = peer.deadlines().after(PATIENCE_NS, () -> judge(heard.get()));
            } catch (RejectedExecutionException e) {
                stopped = true; // the peer is being closed
            }
        }
    }

    private void judge(boolean isThere) {
        if (isThere) {
            look();
        } else if (!isStopped()) {
            silent.run();
        }
    }

    private synchronized boolean isStopped() {
        return stopped;
    }

    synchronized void stop() {
        stopped = true;
        next.cancel();
    }
}
