package dev.middleman.expiry;

import java.util.concurrent.TimeUnit;

/**
 * Compares the progress of the wall clock with that of the monotonic clock. Confined to the expiry thread.
 *
 * <p>A suspended machine's monotonic clock stands still while its wall clock goes on, so timers that count monotonic
 * time would let a session outlive its promise; the drift shows it. Drift is summed over a window of ten minutes, the
 * longest idle time there is, and then forgotten: else the small corrections of a time daemon would add up to a false
 * alarm within some months.
 */
final class DriftWatch {

    static final long WINDOW_NS = TimeUnit.MINUTES.toNanos(10);

    private long baseNs;
    private long baseWallMs;

    DriftWatch(long nowNs, long wallMs) {
        rebase(nowNs, wallMs);
    }

    /**
     * Looks at both clocks.
     *
     * @param boundNs the drift that is still accepted, either sign
     * @return the drift if it is beyond the bound, and then starts anew; 0 otherwise
     */
    long check(long nowNs, long wallMs, long boundNs) {
        long progressNs = nowNs - baseNs;
        long driftNs = TimeUnit.MILLISECONDS.toNanos(wallMs - baseWallMs) - progressNs;
        boolean jumped = driftNs > boundNs || driftNs < -boundNs;
        if (jumped || progressNs >= WINDOW_NS) {
            rebase(nowNs, wallMs);
        }
        return jumped ? driftNs : 0;
    }

    private void rebase(long nowNs, long wallMs) {
        baseNs = nowNs;
        baseWallMs = wallMs;
    }
}
