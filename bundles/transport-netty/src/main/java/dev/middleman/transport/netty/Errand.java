package dev.middleman.transport.netty;

import io.netty.channel.IoEventLoop;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Something for a lane's event loop to do apart from the commands, for somebody who waits for it, though interrupted, but not for
 * ever. May be called from any thread but the loop's.
 */
final class Errand {
    static final long MOST_WAIT_SECONDS = 5;

    private final String lane;
    private final IoEventLoop loop;

    Errand(String lane, IoEventLoop loop) {
        this.lane = lane;
        this.loop = loop;
    }

    /**
     * Asks something short.
     *
     * @return the answer; empty when the loop has ended
     * @throws IllegalStateException when the loop is busy for too long; the question is not asked then
     */
    <T> Optional<T> run(Supplier<Optional<T>> question) {
        Future<Optional<T>> answer;
        try {
            answer = loop.submit(question::get);
        } catch (RejectedExecutionException ended) {
            return Optional.empty();
        }
        if (!answer.awaitUninterruptibly(MOST_WAIT_SECONDS, TimeUnit.SECONDS) && answer.cancel(false)) {
            throw busy("goes on");
        }
        // Not sync...(): that would throw checked exceptions which nobody declares.
        answer.awaitUninterruptibly();
        if (!answer.isSuccess()) {
            throw new IllegalStateException("the lane's thread failed", answer.cause());
        }
        return answer.getNow();
    }

    /** Does something when the loop comes to it, for nobody who waits. */
    void later(Supplier<?> task) {
        try {
            loop.execute(task::get);
        } catch (RejectedExecutionException ended) {
            // Nothing is left to be done.
        }
    }

    /**
     * Asks something that may take long, and waits until the answer is true. Whoever gives it first decides: the loop with true, or
     * this call with false, when it has waited too long.
     *
     * @throws IllegalStateException when it was this call
     */
    void finish(Consumer<Promise<Boolean>> task) {
        Promise<Boolean> answer = loop.newPromise();
        try {
            loop.execute(() -> {
                if (!answer.isDone()) {
                    task.accept(answer);
                }
            });
        } catch (RejectedExecutionException ended) {
            return;
        }
        if (!answer.awaitUninterruptibly(MOST_WAIT_SECONDS, TimeUnit.SECONDS) && answer.trySuccess(false)) {
            throw busy("goes on");
        }
    }

    IllegalStateException busy(String future) {
        return new IllegalStateException("the lane " + lane + " is still busy with a burst or a command after "
                + MOST_WAIT_SECONDS + " s, and " + future);
    }
}
