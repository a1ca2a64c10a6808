package dev.middleman.engine;

import dev.middleman.api.policy.SessionLimits;
import dev.middleman.engine.shard.ShardSettings;
import dev.middleman.engine.table.SessionBuckets;
import dev.middleman.engine.table.SourceCounts;

/**
 * How much of what. All limits of a node stand here and in {@link ShardSettings}.
 *
 * @param maxSessions of the node, 1 to 4,000,000
 * @param kbitPerSecond of one session, both directions together, 8 to 40,000,000
 * @param datagramsPerSecond of one session, both directions together, 1 to 4,000,000
 * @param legsPerSource latched legs of one IPv4 address or IPv6 /64, 1 to 16,777,215
 * @param ownerPercent of the sessions that one KA server may have once there are two, 1 to 100
 * @param pendingPercent of the sessions that one KA server may have held or reserved, 1 to 100
 * @param macChecksPerSecond mac checks for unlatched sources, per shard, 16 to 1,000,000
 */
record Quotas(
        int maxSessions,
        int kbitPerSecond,
        int datagramsPerSecond,
        int legsPerSource,
        int ownerPercent,
        int pendingPercent,
        int macChecksPerSecond) {

    static final int MAX_SESSIONS = 4_000_000;
    /** What one KA server may have pending in the smallest node. */
    static final int LEAST_PENDING = 16;

    Quotas {
        Range.check("maxSessions", maxSessions, 1, MAX_SESSIONS);
        Range.check("kbitPerSecond", kbitPerSecond, 8, SessionBuckets.MAX_KBIT);
        Range.check("datagramsPerSecond", datagramsPerSecond, 1, SessionBuckets.MAX_DATAGRAMS);
        Range.check("legsPerSource", legsPerSource, 1, SourceCounts.MAX);
        Range.check("ownerPercent", ownerPercent, 1, 100);
        Range.check("pendingPercent", pendingPercent, 1, 100);
        Range.check("macChecksPerSecond", macChecksPerSecond, 16, 1_000_000);
    }

    static Quotas defaults() {
        return new Quotas(10_000, 20_000, 5_000, 64, 50, 5, 20_000);
    }

    /** What a session may take that no policy limits further. @param wantedKbit 0 for as much as the node gives */
    SessionLimits limits(int wantedKbit) {
        return new SessionLimits(wantedKbit == 0 ? kbitPerSecond : wantedKbit, datagramsPerSecond, legsPerSource);
    }

    /** The most sessions of one owner once there is another. */
    int ownerShare() {
        return Math.max(1, (int) ((long) maxSessions * ownerPercent / 100));
    }

    /** The most holds and reservations of one owner that nobody latched to. */
    int pendingShare() {
        return Math.max(LEAST_PENDING, (int) ((long) maxSessions * pendingPercent / 100));
    }
}
