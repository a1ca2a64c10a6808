package dev.middleman.coap;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads of a binding: one that receives and two that work, whatever the number of associations. Thread-safe.
 *
 * <p>The queue has no bound of its own; what enters it is bounded by {@link CoapSettings}: datagrams in and out by number,
 * requests by their association's exchanges.
 */
final class Workers implements AutoCloseable {

    /** Every task is short and none blocks; more threads than this only help many handshakes at a time. */
    private static final int THREADS = 2;

    private static final int STOP_WAIT_MS = 2_000;

    private final ScheduledThreadPoolExecutor executor;
    private final Receiver receiver;

    private Workers(ScheduledThreadPoolExecutor executor, Receiver receiver) {
        this.executor = executor;
        this.receiver = receiver;
    }

    /** @param name what the threads are called by, with a number or {@code -receive} behind it */
    static Workers start(String name) {
        AtomicInteger number = new AtomicInteger();
        ScheduledThreadPoolExecutor pool = new ScheduledThreadPoolExecutor(THREADS, task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        pool.setRemoveOnCancelPolicy(true);
        pool.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        pool.setContinueExistingPeriodicTasksAfterShutdownPolicy(false);
        return new Workers(pool, Receiver.start(name + "-receive"));
    }

    ScheduledExecutorService executor() {
        return executor;
    }

    Receiver receiver() {
        return receiver;
    }

    /** Lets what is running finish and forgets what is due later; from one of its own threads, without waiting. */
    @Override
    public void close() {
        receiver.close();
        executor.shutdown();
        // The threads' objects may outlive them, in some list of others, and lead to this.
        executor.setThreadFactory(Executors.defaultThreadFactory());
    }

    /** After {@link #close}: waits for the threads to end. */
    void await() {
        try {
            if (!executor.awaitTermination(STOP_WAIT_MS, TimeUnit.MILLISECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
