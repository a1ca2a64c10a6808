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
 *  40  last datagram, ms 4        44  claimed relay port 2   46  control port 2
 *  48  the session's buckets 16, in the caller's line; 4 in the called leg's; see {@link SessionBuckets}
 * </pre>
 *
 * <p>The partner's address stands in both lines, so that a datagram needs no second look-up.
 *
 * <p>A leg in mode A or H claims an IP address at a relay port before it is latched: the address stands here then, and its remote
 * port is 0. It never latches to another one than it claims.
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
    private static final int CLAIMED_AT = 44;
    private static final int CONTROL_AT = 46;

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

    /** The relay port at which the leg waits for, or got, the first datagram from its IP address; 0 in mode K. */
    public int claimedPort(int leg) {
        return lines.getChar((leg << LINE_SHIFT) + CLAIMED_AT);
    }

    /** Whether the leg claims this IP address at this relay port. */
    public boolean claims(int leg, int relayPort, long high, long low) {
        int at = leg << LINE_SHIFT;
        return lines.getChar(at + CLAIMED_AT) == relayPort
                && lines.getLong(at + OWN_AT + LOW) == low
                && lines.getLong(at + OWN_AT) == high;
    }

    /** The port of the agent's own socket, in mode A; 0 in the others, and as long as it has not proved itself. */
    public int controlPort(int leg) {
        return lines.getChar((leg << LINE_SHIFT) + CONTROL_AT);
    }

    public void setControlPort(int leg, int port) {
        lines.putChar((leg << LINE_SHIFT) + CONTROL_AT, (char) port);
    }

    /** Whether this is the agent's own socket, at the relay port where it proved itself. */
    public boolean isControlledFrom(int leg, int relayPort, long high, long low, int port) {
        return port != 0 && controlPort(leg) == port && claims(leg, relayPort, high, low);
    }

    /** Whether the leg, or its claim, has an address. */
    boolean hasAddress(int leg) {
        return isLatched(leg) || claimedPort(leg) != 0;
    }

    /** When the leg last showed that it lives, ms of the shard's time; for an armed leg that waits: when it was armed. */
    public int seenMs(int leg) {
        return lines.getInt((leg << LINE_SHIFT) + SEEN_AT);
    }

    public void seen(int leg, int nowMs) {
        lines.putInt((leg << LINE_SHIFT) + SEEN_AT, nowMs);
    }

    /** Writes an address into the leg's line and into its partner's. */
    void latch(int leg, int relayPort, long high, long low, int port) {
        int own = leg << LINE_SHIFT;
        putAddress(own + OWN_AT, high, low);
        lines.putChar(own + OWN_PORT_AT, (char) port);
        lines.putChar(own + OWN_RELAY_PORT_AT, (char) relayPort);
        int other = Slots.partner(leg) << LINE_SHIFT;
        putAddress(other + PARTNER_AT, high, low);
        lines.putChar(other + PARTNER_PORT_AT, (char) port);
        lines.putChar(other + PARTNER_RELAY_PORT_AT, (char) relayPort);
    }

    /** Writes an IP address to wait for into the line of a leg that is not latched. */
    void claim(int leg, int relayPort, long high, long low) {
        int own = leg << LINE_SHIFT;
        putAddress(own + OWN_AT, high, low);
        lines.putChar(own + CLAIMED_AT, (char) relayPort);
    }

    /** Takes the address out of the leg's line and out of its partner's. */
    void clear(int leg) {
        latch(leg, 0, 0, 0, 0);
        lines.putChar((leg << LINE_SHIFT) + CLAIMED_AT, (char) 0);
        setControlPort(leg, 0);
    }

    private void putAddress(int at, long high, long low) {
        lines.putLong(at, high);
        lines.putLong(at + LOW, low);
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
