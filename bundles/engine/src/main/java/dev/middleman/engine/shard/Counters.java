package dev.middleman.engine.shard;

import dev.middleman.api.relay.DropReason;
import dev.middleman.api.relay.LatchMode;

/** What a shard counts. Lives on the shard's thread. */
final class Counters {
    private final long[] dropped = new long[DropReason.values().length];
    private final long[] latched = new long[LatchMode.values().length];
    private final Turns turns = new Turns();
    private long received;
    private long forwarded;
    private long forwardedBytes;
    private long knocks;
    private long moved;
    private long opened;
    private long expired;

    Turns turns() {
        return turns;
    }

    void received(int datagrams) {
        received += datagrams;
    }

    void forwarded(int datagrams, int bytes) {
        forwarded += datagrams;
        forwardedBytes += bytes;
    }

    void knock() {
        knocks++;
    }

    void dropped(DropReason reason, int datagrams) {
        dropped[reason.ordinal()] += datagrams;
    }

    /** Moves datagrams that the socket did not take from forwarded to dropped; their bytes stay counted. */
    void sendFailed(int datagrams) {
        forwarded -= datagrams;
        dropped[DropReason.SEND_FAILED.ordinal()] += datagrams;
    }

    /** A leg latched in this mode. */
    void latched(LatchMode mode) {
        latched[mode.ordinal()]++;
    }

    /** A leg passed to another address. */
    void moved() {
        moved++;
    }

    void opened() {
        opened++;
    }

    void expired() {
        expired++;
    }

    ShardTotals snapshot(int held, int reserved, int live) {
        return new ShardTotals(
                received,
                forwarded,
                knocks,
                dropped.clone(),
                forwardedBytes,
                latched.clone(),
                moved,
                held,
                reserved,
                live,
                opened,
                expired,
                turns.snapshot());
    }
}
