package dev.middleman.engine.shard;

import dev.middleman.api.time.Ticks;

/** Time that a test turns by hand. */
public final class HandTicks implements Ticks {
    static final long FINE_STEP_NS = 300;

    private long nowNs = 5_000_000_000L;
    private long fineReads;

    @Override
    public long nowNs() {
        return nowNs;
    }

    /** A little later at each reading. */
    @Override
    public long fineNs() {
        return nowNs + FINE_STEP_NS * fineReads++;
    }

    long fineReads() {
        return fineReads;
    }

    @Override
    public long wallSeconds() {
        return 1_700_000_000L + nowNs / 1_000_000_000L;
    }

    public void passMs(long ms) {
        nowNs += ms * 1_000_000;
    }
}
