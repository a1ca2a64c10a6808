package dev.middleman.ka.cluster;

import static org.assertj.core.api.Assertions.fail;

import dev.middleman.api.time.Deadline;
import dev.middleman.api.time.Deadlines;
import dev.middleman.api.time.Ticks;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** The machine's clock, for tests of members that really talk. Thread-safe; one thread. */
public final class Await implements Ticks, Deadlines, AutoCloseable {
    private static final long LOOK_MS = 10;

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

    /** Waits until something holds that nobody tells of. */
    public void until(String what, BooleanSupplier condition) throws Exception {
        CompletableFuture<Void> held = new CompletableFuture<>();
        ScheduledFuture<?> looking = thread.scheduleWithFixedDelay(
                () -> {
                    if (condition.getAsBoolean()) {
                        held.complete(null);
                    }
                },
                0,
                LOOK_MS,
                TimeUnit.MILLISECONDS);
        try {
            held.get(50, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            fail("waited for: " + what);
        } finally {
            looking.cancel(false);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
