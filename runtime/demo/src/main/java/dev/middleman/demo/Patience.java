package dev.middleman.demo;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Waiting with an end. Stateless. */
final class Patience {

    static final Duration ENOUGH = Duration.ofSeconds(20);
    private static final long LOOK_MS = 50;

    private Patience() {}

    /** @throws DemoException when it does not come, or comes exceptionally */
    static <T> T await(CompletionStage<T> stage, String what) {
        try {
            return stage.toCompletableFuture().get(ENOUGH.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new DemoException(what + ": nothing within " + ENOUGH.toSeconds() + " s", late);
        } catch (ExecutionException | CompletionException failure) {
            throw new DemoException(what + ": " + failure.getCause().getMessage(), failure.getCause());
        } catch (InterruptedException interrupted) {
            throw interrupted(interrupted);
        }
    }

    /** @throws DemoException when it does not become true */
    static void until(BooleanSupplier condition, Duration atMost, String what) {
        long end = System.nanoTime() + atMost.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new DemoException(what + ": not within " + atMost.toSeconds() + " s", null);
            }
            pause(LOOK_MS);
        }
    }

    static void pause(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException interrupted) {
            throw interrupted(interrupted);
        }
    }

    private static DemoException interrupted(InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return new DemoException("interrupted", interrupted);
    }
}
