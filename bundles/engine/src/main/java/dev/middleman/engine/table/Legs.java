package dev.middleman.engine.table;

import dev.middleman.api.memory.TableMemory;
import java.nio.ByteBuffer;

/**
 * What forwarding touches: one cache line of 64 bytes per leg, the two lines of a session side by side.
 *
 * <pre>
 *   0  own remote address 16      16  partner's remote address 16
 *  32  own remote port 2          34  own relay port 2, 0 while not latched
 *  36  partner's remote port 2    38  partner's relay port 2, 0 while not latched
 *  40  last datagram, ms 4        44  unused 4
 *  48  the session's buckets 16, in the caller's line only; see {@link SessionBuckets}
 * </pre>
 *
 * <p>The partner's address stands in both lines, so that a datagram needs no second look-up.
 */
public final class Legs {
    static final int LINE_BYTES = 64;
    static final int BUCKETS_AT = 48;

    private static final int LINE_SHIFT = 6;
    private static final int OWN_AT = 0;
    private static final int PARTNER_AT = 16;
    private static final int LOW = 8;
    private static final int OWN_PORT_AT = 32;
    private static final int OWN_RELAY_PORT_AT = 34;
    private static final int PARTNER_PORT_AT = 36;
    private static final int PARTNER_RELAY_PORT_AT = 38;
    private static final int SEEN_AT = 40;

    private final TableMemory memory;
    private final ByteBuffer lines;

    Legs(TableMemory memory, int sessions) {
        this.memory = memory;
        this.lines = memory.allocate(2 * sessions * LINE_BYTES);
    }

    /** Whether the leg is latched to exactly this address at this relay port. */
    public boolean isAt(int leg, int relayPort, long high, long low, int port) {
        int at = leg << LINE_SHIFT;
        return lines.getLong(at + OWN_AT + LOW) == low
                && lines.getLong(at + OWN_AT) == high
                && lines.getChar(at + OWN_PORT_AT) == port
                && lines.getChar(at + OWN_RELAY_PORT_AT) == relayPort;
    }

    public boolean isLatched(int leg) {
        return relayPort(leg) != 0;
    }

    /** The relay port that the leg is latched at; 0 while it is not. */
    public int relayPort(int leg) {
        return lines.getChar((leg << LINE_SHIFT) + OWN_RELAY_PORT_AT);
    }

    public long high(int leg) {
        return lines.getLong((leg << LINE_SHIFT) + OWN_AT);
    }

    public long low(int leg) {
        return lines.getLong((leg << LINE_SHIFT) + OWN_AT + LOW);
    }

    public int port(int leg) {
        return lines.getChar((leg << LINE_SHIFT) + OWN_PORT_AT);
    }

    /** The relay port that the other leg is latched at; 0 while it is not. */
    public int partnerRelayPort(int leg) {
        return lines.getChar((leg << LINE_SHIFT) + PARTNER_RELAY_PORT_AT);
    }

    public long partnerHigh(int leg) {
        return lines.getLong((leg << LINE_SHIFT) + PARTNER_AT);
    }

    public long partnerLow(int leg) {
        return lines.getLong((leg << LINE_SHIFT) + PARTNER_AT + LOW);
    }

    public int partnerPort(int leg) {
        return lines.getChar((leg << LINE_SHIFT) + PARTNER_PORT_AT);
    }

    /** When the leg last showed that it lives, ms of the shard's time. */
    public int seenMs(int leg) {
        return lines.getInt((leg << LINE_SHIFT) + SEEN_AT);
    }

    public void seen(int leg, int nowMs) {
        lines.putInt((leg << LINE_SHIFT) + SEEN_AT, nowMs);
    }

    /** Writes an address into the leg's line and into its partner's. */
    void latch(int leg, int relayPort, long high, long low, int port) {
        int own = leg << LINE_SHIFT;
        lines.putLong(own + OWN_AT, high);
        lines.putLong(own + OWN_AT + LOW, low);
        lines.putChar(own + OWN_PORT_AT, (char) port);
        lines.putChar(own + OWN_RELAY_PORT_AT, (char) relayPort);
        int other = Slots.partner(leg) << LINE_SHIFT;
        lines.putLong(other + PARTNER_AT, high);
        lines.putLong(other + PARTNER_AT + LOW, low);
        lines.putChar(other + PARTNER_PORT_AT, (char) port);
        lines.putChar(other + PARTNER_RELAY_PORT_AT, (char) relayPort);
    }

    void wipe(int slot) {
        int from = slot * 2 * LINE_BYTES;
        for (int at = from; at < from + 2 * LINE_BYTES; at += Long.BYTES) {
            lines.putLong(at, 0);
        }
    }

    ByteBuffer bytes() {
        return lines;
    }

    void release() {
        memory.release(lines);
    }
}
