package dev.middleman.wire;

import java.util.SplittableRandom;

/** Random numbers that can be had again: the seed is printed, and {@code -Dwire.seed=} sets it. */
public final class Seeds {
    private Seeds() {}

    public static SplittableRandom next(Object test) {
        long seed = Long.getLong("wire.seed", System.nanoTime());
        System.out.println(test + " seed " + seed);
        return new SplittableRandom(seed);
    }
}
