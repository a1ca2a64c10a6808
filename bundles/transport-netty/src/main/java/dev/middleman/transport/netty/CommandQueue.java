package dev.middleman.transport.netty;

import dev.middleman.api.transport.Lane;
import java.util.ArrayDeque;
import java.util.Queue;

/** The commands that wait for a lane's thread: bounded, and in order. Thread-safe. */
final class CommandQueue {
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    /** A hint that spares the lane's thread the lock when nothing waits, which is nearly always. */
    private volatile boolean maybeWaiting;

    private boolean closed;

    /** What became of an offered command. */
    enum Offer {
        /** It will not run. */
        REFUSED,
        /** It will run; others wait before it, so the lane has been woken already. */
        QUEUED,
        /** It will run; it is the first, so somebody must wake the lane. */
        FIRST
    }

    synchronized Offer offer(Runnable command) {
        if (closed || waiting.size() >= Lane.MAX_QUEUED_COMMANDS) {
            return Offer.REFUSED;
        }
        waiting.add(command);
        maybeWaiting = true;
        return waiting.size() == 1 ? Offer.FIRST : Offer.QUEUED;
    }

    /** From now on every offer is refused; what waits stays. Answers whether this was the first call. */
    synchronized boolean close() {
        boolean first = !closed;
        closed = true;
        return first;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Takes offers again. */
    synchronized void reopen() {
        closed = false;
    }

    /** How many wait now. */
    int size() {
        if (!maybeWaiting) {
            return 0;
        }
        synchronized (this) {
            return waiting.size();
        }
    }

    /** The next one, or {@code null}. */
    synchronized Runnable poll() {
        Runnable next = waiting.poll();
        maybeWaiting = !waiting.isEmpty();
        return next;
    }
}
