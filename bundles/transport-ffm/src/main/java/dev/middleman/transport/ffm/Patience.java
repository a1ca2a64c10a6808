package dev.middleman.transport.ffm;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How long somebody waits for a lane's thread, though interrupted: whoever went on would take it that the shard is free. */
final class Patience {
    private static final long MOST_WAIT_SECONDS = 5;

    private Patience() {}

    /** Whether something is done in time; counted anew from an interrupt, as a transport reads no clock. */
    static boolean within(CompletableFuture<?> result) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    result.get(MOST_WAIT_SECONDS, TimeUnit.SECONDS);
                    return true;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException done) {
                    return true;
                } catch (TimeoutException e) {
                    return false;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Whether a thread ends in time. */
    static boolean untilEnded(Thread thread) {
        boolean interrupted = false;
        boolean waited = false;
        while (!waited) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(MOST_WAIT_SECONDS));
                waited = true;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }

    static IllegalStateException exhausted(String future) {
        return new IllegalStateException(
                "the lane is still busy with a burst or a command after " + MOST_WAIT_SECONDS + " s, and " + future);
    }
}
