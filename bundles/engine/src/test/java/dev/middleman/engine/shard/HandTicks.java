package dev.middleman.engine.shard;

import dev.middleman.api.time.Ticks;

/** Time that a test turns by hand. */
public final class HandTicks implements Ticks {
    private long nowNs = 5_000_000_000L;

    @Override
    public long nowNs() {
        return nowNs;
    }

    @Override
    public long wallSeconds() {
        return 1_700_000_000L + nowNs / 1_000_000_000L;
    }

    public void passMs(long ms) {
        nowNs += ms * 1_000_000;
    }
}
