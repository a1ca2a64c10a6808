package dev.middleman.testkit.time;

import dev.middleman.api.time.Deadline;
import dev.middleman.api.time.Deadlines;
import dev.middleman.api.time.Ticks;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** The clock of the machine, for tests with real sockets. Thread-safe; one thread. */
public final class RealTime implements Ticks, Deadlines, AutoCloseable {
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(10);

    private final ScheduledThreadPoolExecutor thread =
            new ScheduledThreadPoolExecutor(1, task -> new Thread(task, "test-time"));

    private final int patienceSeconds;

    /** @param patienceSeconds how long {@link #await} waits, s */
    public RealTime(int patienceSeconds) {
        this.patienceSeconds = patienceSeconds;
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
        ScheduledFuture<?> planned = thread.schedule(task, delayNs, TimeUnit.NANOSECONDS);
        return () -> planned.cancel(false);
    }

    /**
     * Waits until something holds that nobody tells of.
     *
     * @throws AssertionError when it does not hold in time; says what was waited for
     */
    public void await(String what, BooleanSupplier condition) {
        CompletableFuture<Void> held = new CompletableFuture<>();
        look(condition, held);
        try {
            held.get(patienceSeconds, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("waited for: " + what, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private void look(BooleanSupplier condition, CompletableFuture<Void> held) {
        if (condition.getAsBoolean()) {
            held.complete(null);
        } else if (!held.isDone()) {
            after(LOOK_NS, () -> look(condition, held));
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
