package dev.middleman.ka.client;

import dev.middleman.api.time.Deadline;
import dev.middleman.api.time.Deadlines;
import dev.middleman.api.time.Ticks;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The clock of the machine, for tests with real sockets. Thread-safe; one thread. */
final class RealTime implements Ticks, Deadlines, AutoCloseable {
    private final ScheduledThreadPoolExecutor thread =
            new ScheduledThreadPoolExecutor(1, task -> new Thread(task, "test-time"));

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
        ScheduledFuture<?> planned = thread.schedule(task, delayNs, TimeUnit.NANOSECONDS);
        return () -> planned.cancel(false);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
