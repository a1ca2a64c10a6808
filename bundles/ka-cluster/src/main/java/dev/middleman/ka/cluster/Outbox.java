package dev.middleman.ka.cluster;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;

/**
 * One thread that does, in order, what may wait for the network. Thread-safe.
 *
 * <p>Who has something to send never waits: when as much waits as may, it is told so and goes on.
 */
final class Outbox implements AutoCloseable {
    /** Something that may fail. */
    @FunctionalInterface
    interface Job {
        void run() throws Exception;
    }

    /** The most jobs that wait. */
    static final int MAX_WAITING = 65_536;

    private final BlockingQueue<Job> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final Consumer<Throwable> failures;
    private final Thread thread;
    private volatile boolean closed;

    /** @param failures told of what a job throws; the next one runs all the same */
    Outbox(Consumer<Throwable> failures) {
        this.failures = failures;
        this.thread = new Thread(this::work, "ka-cluster-out");
        thread.setDaemon(true);
        thread.start();
    }

    /** Returns {@code false} when as many jobs wait as may, and this one will not run. */
    boolean offer(Job job) {
        return !closed && waiting.offer(job);
    }

    private void work() {
        while (!closed) {
            try {
                waiting.take().run();
            } catch (InterruptedException e) {
                // closed, or nobody's business
            } catch (Exception | LinkageError e) {
                failures.accept(e);
            }
        }
    }

    /** What waits is not done any more; waits for what is being done. */
    @Override
    public void close() {
        closed = true;
        waiting.clear();
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
