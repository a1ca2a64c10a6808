package dev.middleman.itests.container;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What becomes true when garbage has been collected, or a thread has got that far. */
final class Eventually {
    private static final long WAIT_SECONDS = 20;

    private Eventually() {}

    /** Collects garbage and looks, again and again; false when it does not hold within {@value #WAIT_SECONDS} s. */
    static boolean holds(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (System.nanoTime() - end < 0) {
            System.gc();
            if (condition.getAsBoolean()) {
                return true;
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return false;
    }
}
