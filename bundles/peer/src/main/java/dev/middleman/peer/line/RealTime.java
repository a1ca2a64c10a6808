package dev.middleman.peer.line;

import dev.middleman.api.time.Deadline;
import dev.middleman.api.time.Deadlines;
import dev.middleman.api.time.Ticks;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The clock of a peer that runs outside a middle-man's container: the same contracts, over the platform's clock.
 * Thread-safe; owns one thread, on which tasks run.
 */
public final class RealTime implements Ticks, Deadlines, AutoCloseable {
    private final ScheduledThreadPoolExecutor executor;

    public RealTime(String threadName) {
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, threadName);
            thread.setDaemon(true);
            return thread;
        });
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public long nowNs() {
        return System.nanoTime();
    }

    @Override
    public long wallSeconds() {
        return System.currentTimeMillis() / 1_000;
    }

    @Override
    public Deadline after(long delayNs, Runnable task) {
        if (executor.getQueue().size() >= MAX_WAITING) {
            throw new RejectedExecutionException(MAX_WAITING + " tasks wait already");
        }
        ScheduledFuture<?> waiting = executor.schedule(task, delayNs, TimeUnit.NANOSECONDS);
        return () -> waiting.cancel(false);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
