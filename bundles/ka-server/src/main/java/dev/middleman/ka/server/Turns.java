package dev.middleman.ka.server;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Runs tasks one at a time, in order, on the thread of whoever came when none was running. Thread-safe and
 * non-blocking: who comes while another task runs leaves its task behind and goes on. What is only touched in turns
 * needs no lock, and a task may call out without holding one.
 *
 * <p>The price: a busy moment keeps one thread working for the others, so tasks have to be short.
 */
final class Turns {
    /** The most tasks that may wait before new work is turned away. */
    static final int MAX_WAITING = 16_384;

    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final Consumer<RuntimeException> failures;

    /** @param failures told of what a task throws; the next task runs all the same */
    Turns(Consumer<RuntimeException> failures) {
        this.failures = failures;
    }

    /** New work from outside: {@code false} when too much waits already, and the task will not run. */
    boolean offer(Runnable task) {
        if (size.get() >= MAX_WAITING) {
            return false;
        }
        run(task);
        return true;
    }

    /** What work under way leads to: always run. Bounded by the bounds of the work itself. */
    void run(Runnable task) {
        waiting.add(task);
        if (size.getAndIncrement() > 0) {
            return;
        }
        do {
            runNext(waiting.remove());
        } while (size.decrementAndGet() > 0);
    }

    private void runNext(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            failures.accept(e);
        }
    }
}
