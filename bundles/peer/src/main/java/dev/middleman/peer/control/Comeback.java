package dev.middleman.peer.control;

import java.util.random.RandomGenerator;

/**
 * When a lost KA server is tried again. Its owner guards it.
 *
 * <p>A server that restarted is empty, and every one of its peers notices at about the same time. So whoever lost it waits
 * for a moment that is drawn from the server's own {@code spread}: before the next handshake where the association is gone,
 * before the registration where the server answers that it forgot, never twice. A server that cannot be reached, or admits
 * no more handshakes for the moment, is tried again after 2 to 120 s, doubling, with jitter; at first, while everybody
 * comes back, after 6 s at the most.
 */
final class Comeback {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final int MIN_S = 2;
    private static final int MAX_S = 120;
    private static final int MAX_RUSH_S = 4;
    private static final int MAX_FAILURES = 16;

    private final RandomGenerator random;
    private int failures;
    private boolean spreadOut;
    private long lostNs;

    Comeback(RandomGenerator random) {
        this.random = random;
    }

    /** The server knows the peer. */
    void done() {
        failures = 0;
        spreadOut = false;
    }

    /**
     * How long to wait after a failure, nanoseconds.
     *
     * @param spread of the server that knew the peer, seconds; 0 where none does
     */
    long afterFailureNs(int spread, long nowNs) {
        failures = Math.min(failures + 1, MAX_FAILURES);
        if (failures == 1 && spread > 0) {
            lostNs = nowNs;
            spreadOut = true;
            return random.nextLong(spread * SECOND_NS);
        }
        boolean rush = spreadOut && nowNs - lostNs < 2 * spread * SECOND_NS;
        long baseNs = Math.min(rush ? MAX_RUSH_S : MAX_S, (long) MIN_S << failures - 1) * SECOND_NS;
        return baseNs / 2 + random.nextLong(baseNs);
    }

    /** How long to wait when the server answers that it forgot the peer, nanoseconds. */
    long whenForgottenNs(int spread) {
        return spreadOut || spread == 0 ? 0 : random.nextLong(spread * SECOND_NS);
    }
}
