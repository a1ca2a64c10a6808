package dev.middleman.transport.ffm;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Questions to the lane's thread apart from the commands, each for somebody who waits for the answer. {@link #run} may be called
 * from any thread but the lane's, the rest from the lane's.
 */
final class Errand {
    private final Queue<Question<?>> waiting = new ArrayDeque<>();
    private boolean ended;

    private record Question<T>(Supplier<T> question, CompletableFuture<Optional<T>> answer) {
        void perform() {
            try {
                answer.complete(Optional.of(question.get()));
            } catch (RuntimeException | Error e) {
                answer.completeExceptionally(e);
            }
        }

        void refuse() {
            answer.complete(Optional.empty());
        }
    }

    /**
     * Asks, and waits even when interrupted: half a swap would help nobody, and it is short.
     *
     * @return the answer; empty when the lane has ended
     */
    <T> Optional<T> run(Supplier<T> question, Runnable wakeUp) {
        CompletableFuture<Optional<T>> answer = new CompletableFuture<>();
        synchronized (this) {
            if (ended) {
                return Optional.empty();
            }
            waiting.add(new Question<>(question, answer));
        }
        wakeUp.run();
        return answer.join();
    }

    /** Answers what waits. */
    void perform() {
        for (Question<?> next = take(); next != null; next = take()) {
            next.perform();
        }
    }

    /** The lane's last word: nobody gets an answer any more. */
    void end() {
        synchronized (this) {
            ended = true;
        }
        for (Question<?> next = take(); next != null; next = take()) {
            next.refuse();
        }
    }

    private synchronized Question<?> take() {
        return waiting.poll();
    }
}
