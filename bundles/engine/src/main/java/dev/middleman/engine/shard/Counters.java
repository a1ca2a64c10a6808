package dev.middleman.engine.shard;

import dev.middleman.api.relay.DropReason;

/** What a shard counts. Lives on the shard's thread. */
final class Counters {
    private final long[] dropped = new long[DropReason.values().length];
    private long received;
    private long forwarded;
    private long forwardedBytes;
    private long knocks;
    private long opened;
    private long expired;

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

    void opened() {
        opened++;
    }

    void expired() {
        expired++;
    }

    ShardTotals snapshot(int held, int reserved, int live) {
        return new ShardTotals(
                received, forwarded, knocks, dropped.clone(), forwardedBytes, held, reserved, live, opened, expired);
    }
}
