package dev.middleman.engine.shard;

import dev.middleman.api.time.Ticks;

/**
 * A shard's time: milliseconds since the shard was made, in an int. Runs over after 24 days, so times are compared by their
 * difference only, and nothing lasts longer than {@link ShardSettings#MAX_HARD_END_SECONDS}.
 */
final class ShardTime {
    private static final long NS_PER_MS = 1_000_000;
    private static final int MS_PER_S = 1_000;

    private final Ticks ticks;
    private final long originNs;
    private int nowMs;

    ShardTime(Ticks ticks) {
        this.ticks = ticks;
        this.originNs = ticks.nowNs();
    }

    /** Reads the last tick. */
    void update() {
        nowMs = (int) ((ticks.nowNs() - originNs) / NS_PER_MS);
    }

    /** Nanoseconds as exact as the clock is, for differences. */
    long fineNs() {
        return ticks.fineNs();
    }

    /** The time at the last {@link #update()}. */
    int nowMs() {
        return nowMs;
    }

    int inSeconds(int seconds) {
        return after(nowMs, seconds);
    }

    static int after(int ms, int seconds) {
        return ms + seconds * MS_PER_S;
    }

    static int earlier(int oneMs, int otherMs) {
        return oneMs - otherMs < 0 ? oneMs : otherMs;
    }

    boolean reached(int ms) {
        return nowMs - ms >= 0;
    }

    /** Whether something is at least this old. */
    boolean isOlder(int sinceMs, int seconds) {
        return nowMs - sinceMs >= seconds * MS_PER_S;
    }
}
