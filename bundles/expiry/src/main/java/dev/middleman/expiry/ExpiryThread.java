package dev.middleman.expiry;

import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;

/**
 * The one thread of this bundle: beats until it is closed. {@link #close()} may be called from any thread.
 */
final class ExpiryThread implements AutoCloseable {

    static final String NAME = "middleman-expiry";
    private static final long JOIN_MS = 5_000;

    private final Heart heart;
    private final Thread thread;
    private volatile boolean stopping;

    ExpiryThread(Heart heart) {
        this.heart = heart;
        // The thread's object may outlive it, in some list of others, and keeps its task; this one lets go of us at the
        // end.
        thread = new Thread(new FutureTask<>(this::run, null), NAME);
    }

    ExpiryThread start() {
        thread.start();
        return this;
    }

    private void run() {
        try {
            beatUntilStopped();
        } catch (RuntimeException | Error failed) {
            // The task would keep it to itself.
            thread.getUncaughtExceptionHandler().uncaughtException(thread, failed);
        }
    }

    /** A late beat is not made up for: the next one simply comes at once. */
    private void beatUntilStopped() {
        while (!stopping) {
            long restNs = heart.beat();
            if (restNs > 0 && !stopping) {
                LockSupport.parkNanos(this, restNs);
                // An interrupt is nobody's way to stop this thread; left set, it would turn parking into spinning.
                Thread.interrupted();
            }
        }
    }

    /** Ends the thread after the beat under way, and forgets all tasks. On the expiry thread itself it does not wait. */
    @Override
    public void close() {
        stopping = true;
        heart.stop();
        LockSupport.unpark(thread);
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            thread.join(JOIN_MS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
