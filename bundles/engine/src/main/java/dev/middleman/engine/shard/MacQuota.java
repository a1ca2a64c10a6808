package dev.middleman.engine.shard;

import dev.middleman.engine.table.Vault;

/**
 * How many macs may be checked: 16 a second for each leg, and a configured number a second per shard for sources that are
 * not latched to the leg they knock at.
 *
 * <p>A leg has two budgets, one for the address that it is latched to and one for all others, so that who reads the sid on
 * the wire and floods it cannot starve the leg's own KEEP. Both fit into one int of the {@link Vault}: tokens used 8 | 8,
 * last refill 16, in units of 64 ms.
 */
final class MacQuota {
    /** A leg gets one check each 64 ms, and saves up this many. */
    static final int LEG_CHECKS = 16;

    private static final int UNIT_SHIFT = 6;
    private static final int UNIT_MASK = 0xffff;
    private static final int BYTE_MASK = 0xff;

    private final Vault vault;
    private final ShardTime time;
    private final int strangersPerSecond;
    private long strangerTokens;
    private int refilledMs;

    MacQuota(Vault vault, ShardTime time, int strangersPerSecond) {
        this.vault = vault;
        this.time = time;
        this.strangersPerSecond = strangersPerSecond;
        this.strangerTokens = strangersPerSecond * 1_000L;
        this.refilledMs = time.nowMs();
    }

    /** Takes one check from the leg's budget and, for a stranger, from the shard's. */
    boolean take(int leg, boolean latchedSource) {
        return (latchedSource || takeFromShard()) && takeFromLeg(leg, latchedSource ? 0 : 8);
    }

    private boolean takeFromShard() {
        int nowMs = time.nowMs();
        long full = strangersPerSecond * 1_000L;
        strangerTokens = Math.min(full, strangerTokens + (long) strangersPerSecond * (nowMs - refilledMs));
        refilledMs = nowMs;
        if (strangerTokens < 1_000) {
            return false;
        }
        strangerTokens -= 1_000;
        return true;
    }

    private boolean takeFromLeg(int leg, int shift) {
        int checks = vault.macChecks(leg);
        int unit = time.nowMs() >> UNIT_SHIFT & UNIT_MASK;
        int elapsed = unit - (checks >>> 16) & UNIT_MASK;
        int own = Math.max(0, (checks & BYTE_MASK) - elapsed);
        int others = Math.max(0, (checks >>> 8 & BYTE_MASK) - elapsed);
        boolean allowed = (shift == 0 ? own : others) < LEG_CHECKS;
        int used = own | others << 8;
        vault.setMacChecks(leg, unit << 16 | (allowed ? used + (1 << shift) : used));
        return allowed;
    }
}
