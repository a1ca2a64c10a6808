package dev.middleman.transport.ffm;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Questions to the lane's thread apart from the commands, each for somebody who waits for the answer, but not for ever. {@link
 * #run} and {@link #finish} may be called from any thread but the lane's, the rest from the lane's.
 */
final class Errand {
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final Runnable wakeUp;
    private boolean ended;

    /** @param wakeUp has the lane's thread call {@link #perform} soon */
    Errand(Runnable wakeUp) {
        this.wakeUp = wakeUp;
    }

    /**
     * Asks something that is short, and waits even when interrupted: half a swap would help nobody.
     *
     * @return the answer; empty when the lane has ended
     * @throws IllegalStateException when the thread is busy for too long; the question is not asked then
     */
    <T> Optional<T> run(Supplier<T> question) {
        AtomicBoolean begun = new AtomicBoolean();
        CompletableFuture<Optional<T>> answer = new CompletableFuture<>();
        post(() -> {
            if (begun.compareAndSet(false, true)) {
                answer(question, answer);
            }
        });
        if (!Patience.within(answer) && begun.compareAndSet(false, true)) {
            throw Patience.exhausted("goes on");
        }
        return answer.join();
    }

    private <T> void answer(Supplier<T> question, CompletableFuture<Optional<T>> answer) {
        try {
            answer.complete(hasEnded() ? Optional.empty() : Optional.of(question.get()));
        } catch (RuntimeException | Error e) {
            answer.completeExceptionally(e);
        }
    }

    /** Does something when the thread comes to it, for nobody who waits; nothing when it has ended. */
    void later(Runnable task) {
        post(() -> {
            if (!hasEnded()) {
                task.run();
            }
        });
    }

    /**
     * Asks something that may take long, and waits until the answer is true. Whoever completes it first decides: the thread with
     * true, or this call with false, when it has waited too long.
     *
     * @throws IllegalStateException when it was this call
     */
    void finish(Consumer<CompletableFuture<Boolean>> task) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        post(() -> {
            if (hasEnded()) {
                answer.complete(true);
            } else if (!answer.isDone()) {
                task.accept(answer);
            }
        });
        if (!Patience.within(answer) && answer.complete(false)) {
            throw Patience.exhausted("goes on");
        }
    }

    /** After the end nobody else looks, so the task finds out here and now that it comes too late. */
    private void post(Runnable task) {
        synchronized (this) {
            if (!ended) {
                waiting.add(task);
            }
        }
        if (hasEnded()) {
            task.run();
        } else {
            wakeUp.run();
        }
    }

    private synchronized boolean hasEnded() {
        return ended;
    }

    /** Answers what waits. */
    void perform() {
        for (Runnable next = take(); next != null; next = take()) {
            next.run();
        }
    }

    /** The lane's last word: whoever asks learns that it has ended. */
    void end() {
        synchronized (this) {
            ended = true;
        }
        perform();
    }

    private synchronized Runnable take() {
        return waiting.poll();
    }
}
