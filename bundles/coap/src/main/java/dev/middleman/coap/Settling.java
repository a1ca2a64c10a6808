package dev.middleman.coap;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Waits until no message of now is needed any more, neither to be repeated nor to recognise a repetition. Thread-safe. */
@FunctionalInterface
interface Settling {

    /** Runs this then, once. */
    void then(Runnable task);

    /** By time, on this executor. */
    static Settling on(ScheduledExecutorService executor) {
        return task -> {
            try {
                executor.schedule(task, CoapSettings.SETTLED_SECONDS, TimeUnit.SECONDS);
            } catch (RejectedExecutionException e) {
                // Closed: everything goes.
            }
        };
    }
}
