package dev.middleman.metrics;

/**
 * What a number may tell of sessions and peers. Of a handful of them a number would tell who comes and goes, so a small one is
 * withheld, and what counts them since the start moves in steps: otherwise the difference of two counters would tell what the
 * gauge does not.
 */
final class Few {
    /** The smallest number that is told, and the step of counters; also what KA servers are told by. */
    static final int SMALLEST_SAID = 10;

    private Few() {}

    static boolean isFew(long now) {
        return now < SMALLEST_SAID;
    }

    /** Rounded down to a whole step. */
    static long inSteps(long sinceStart) {
        return sinceStart - sinceStart % SMALLEST_SAID;
    }
}
