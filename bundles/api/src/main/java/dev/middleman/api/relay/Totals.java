package dev.middleman.api.relay;

import java.util.EnumMap;
import java.util.Map;

/**
 * Counters since the node started, and gauges. Sums over all sessions; nothing in here tells one session from another.
 *
 * <p>{@code received = forwarded + knocks + sum(dropped)} holds for every value.
 *
 * @param received datagrams that arrived; a train counts its segments
 * @param forwarded datagrams that the socket took to be sent on
 * @param knocks control frames that were accepted
 * @param dropped the rest, by reason; every reason is a key
 * @param forwardedBytes payload bytes forwarded
 * @param latched legs that latched since the start, by mode; every mode is a key
 * @param moved how often a latched leg passed to another address since the start
 * @param held sessions in state HELD now
 * @param reserved sessions in state RESERVED or HALF now
 * @param live sessions in state LIVE now
 * @param opened sessions committed since the start
 * @param expired sessions that ended since the start, for whatever reason
 * @param refused holds refused since the start
 * @param capacity the most sessions at a time
 * @param shards how many shards
 * @param ports how many relay ports on each local address
 * @param turns how long the engine takes for a burst
 */
public record Totals(
        long received,
        long forwarded,
        long knocks,
        Map<DropReason, Long> dropped,
        long forwardedBytes,
        Map<LatchMode, Long> latched,
        long moved,
        long held,
        long reserved,
        long live,
        long opened,
        long expired,
        long refused,
        long capacity,
        int shards,
        int ports,
        TurnTimes turns) {

    public Totals {
        EnumMap<DropReason, Long> all = new EnumMap<>(DropReason.class);
        for (DropReason reason : DropReason.values()) {
            all.put(reason, dropped.getOrDefault(reason, 0L));
        }
        dropped = Map.copyOf(all);
        EnumMap<LatchMode, Long> modes = new EnumMap<>(LatchMode.class);
        for (LatchMode mode : LatchMode.values()) {
            modes.put(mode, latched.getOrDefault(mode, 0L));
        }
        latched = Map.copyOf(modes);
    }

    /** The sum over all drop reasons. */
    public long droppedInAll() {
        return dropped.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Whether every received datagram is accounted for. */
    public boolean balanced() {
        return received == forwarded + knocks + droppedInAll();
    }
}
