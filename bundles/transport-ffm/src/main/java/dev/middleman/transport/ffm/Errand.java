package dev.middleman.transport.ffm;

import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Something for the lane's thread to do apart from the commands, for whoever waits for the answer: one at a time. {@link #run}
 * may be called from any thread but the lane's, the rest from the lane's.
 */
final class Errand {
    private final Object turn = new Object();
    private FutureTask<?> waiting;
    private boolean ended;

    /** @return the answer; empty when the lane has ended */
    <T> Optional<T> run(Supplier<T> question, Runnable wakeUp) {
        synchronized (turn) {
            FutureTask<T> task = new FutureTask<>(question::get);
            if (!post(task)) {
                return Optional.empty();
            }
            wakeUp.run();
            return answer(task);
        }
    }

    private synchronized boolean post(FutureTask<?> task) {
        waiting = ended ? null : task;
        return !ended;
    }

    private static <T> Optional<T> answer(FutureTask<T> task) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return Optional.of(task.get());
                } catch (InterruptedException e) {
                    // Half a swap would help nobody; it is short.
                    interrupted = true;
                }
            }
        } catch (CancellationException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the lane's thread failed", e.getCause());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Does what waits. */
    void perform() {
        FutureTask<?> task = take();
        if (task != null) {
            task.run();
        }
    }

    /** The lane's last word: nobody gets an answer any more. */
    void end() {
        synchronized (this) {
            ended = true;
        }
        FutureTask<?> task = take();
        if (task != null) {
            task.cancel(false);
        }
    }

    private synchronized FutureTask<?> take() {
        FutureTask<?> task = waiting;
        waiting = null;
        return task;
    }
}
