package dev.middleman.engine;

import dev.middleman.api.relay.DropReason;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.api.relay.Totals;
import dev.middleman.api.relay.TurnTimes;
import dev.middleman.engine.shard.ShardTotals;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/** What shards counted, as others see it. Stateless. */
final class NodeTotals {
    private NodeTotals() {}

    static Totals of(ShardTotals counted, long refused, int capacity, int shards, int ports) {
        Map<LatchMode, Long> latched = new EnumMap<>(LatchMode.class);
        for (LatchMode mode : LatchMode.values()) {
            latched.put(mode, counted.latched()[mode.ordinal()]);
        }
        Map<DropReason, Long> dropped = new EnumMap<>(DropReason.class);
        for (DropReason reason : DropReason.values()) {
            dropped.put(reason, counted.dropped()[reason.ordinal()]);
        }
        return new Totals(
                counted.received(),
                counted.forwarded(),
                counted.knocks(),
                dropped,
                counted.forwardedBytes(),
                latched,
                counted.moved(),
                counted.held(),
                counted.reserved(),
                counted.live(),
                counted.opened(),
                counted.expired(),
                refused,
                capacity,
                shards,
                ports,
                turnTimes(counted.turns()));
    }

    private static TurnTimes turnTimes(long[] turns) {
        return new TurnTimes(Arrays.stream(turns, 0, TurnTimes.BUCKETS).boxed().toList(), turns[TurnTimes.BUCKETS]);
    }
}
