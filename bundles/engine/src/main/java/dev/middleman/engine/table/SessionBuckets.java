package dev.middleman.engine.table;

import java.nio.ByteBuffer;

/**
 * The two token buckets of a session, datagrams and bandwidth, in 16 bytes of the caller's line and 4 of the called leg's. Both
 * legs draw on them.
 *
 * <p>One token is a thousandth of a datagram, or a bit, so that a rate per second times milliseconds is a number of tokens
 * and nothing is divided. A bucket holds {@value #DEPTH_MS} ms worth, but not more than {@value #MOST_TOKENS}: above 4 Gbit/s that is
 * less, 50 ms at the highest rate. A datagram passes while both buckets are above zero
 * and may take them below, so a slow session still passes a big one, and pays for it afterwards.
 */
public final class SessionBuckets {
    /** How long a session may save up its rate, ms. */
    public static final int DEPTH_MS = 500;
    /** The most datagrams a second. */
    public static final int MAX_DATAGRAMS = 4_000_000;
    /** The highest bandwidth, kbit/s: as much as the fastest interface that one lane can keep busy. */
    public static final int MAX_KBIT = 40_000_000;
    /** What fits an int with room for the debt of a full train. */
    private static final int MOST_TOKENS = 2_000_000_000;

    public static final int PASSED = 0;
    public static final int OVER_DATAGRAMS = 1;
    public static final int OVER_BYTES = 2;

    private static final int DATAGRAM = 1_000;
    private static final int BYTE = 8;
    private static final int DATAGRAMS = 0;
    private static final int BITS = 4;
    private static final int REFILLED = 8;
    private static final int KBIT_PER_SECOND = 12;
    /** In the called leg's line, which is read at a refill: once a millisecond at the most. */
    private static final int DATAGRAMS_PER_SECOND = Legs.LINE_BYTES;

    private final ByteBuffer lines;

    SessionBuckets(Legs legs) {
        this.lines = legs.bytes();
    }

    /** Fills both buckets of a new session. */
    public void open(int slot, int kbitPerSecond, int datagramsPerSecond, int nowMs) {
        int at = at(slot);
        lines.putInt(at + KBIT_PER_SECOND, kbitPerSecond);
        lines.putInt(at + DATAGRAMS_PER_SECOND, datagramsPerSecond);
        lines.putInt(at + REFILLED, nowMs);
        lines.putInt(at + DATAGRAMS, depth(datagramsPerSecond));
        lines.putInt(at + BITS, depth(kbitPerSecond));
    }

    /** The bandwidth of a session. */
    public int kbitPerSecond(int slot) {
        return lines.getInt(at(slot) + KBIT_PER_SECOND);
    }

    /**
     * Charges one entry of a burst.
     *
     * @param datagrams how many it stands for
     * @param bytes of all of them together
     * @return {@link #PASSED}, or the bucket that is empty; then nothing was charged
     */
    public int charge(int slot, int nowMs, int datagrams, int bytes) {
        int at = at(slot);
        refill(at, nowMs);
        int datagramTokens = lines.getInt(at + DATAGRAMS);
        if (datagramTokens <= 0) {
            return OVER_DATAGRAMS;
        }
        int bits = lines.getInt(at + BITS);
        if (bits <= 0) {
            return OVER_BYTES;
        }
        lines.putInt(at + DATAGRAMS, datagramTokens - datagrams * DATAGRAM);
        lines.putInt(at + BITS, bits - bytes * BYTE);
        return PASSED;
    }

    private void refill(int at, int nowMs) {
        int elapsedMs = nowMs - lines.getInt(at + REFILLED);
        if (elapsedMs == 0) {
            return;
        }
        int kbitPerSecond = lines.getInt(at + KBIT_PER_SECOND);
        int datagramsPerSecond = lines.getInt(at + DATAGRAMS_PER_SECOND);
        lines.putInt(at + REFILLED, nowMs);
        lines.putInt(at + DATAGRAMS, refilled(lines.getInt(at + DATAGRAMS), datagramsPerSecond, elapsedMs));
        lines.putInt(at + BITS, refilled(lines.getInt(at + BITS), kbitPerSecond, elapsedMs));
    }

    private static int refilled(int tokens, int perMs, int elapsedMs) {
        return (int) Math.min(depth(perMs), tokens + (long) perMs * elapsedMs);
    }

    private static int depth(int perMs) {
        return (int) Math.min((long) perMs * DEPTH_MS, MOST_TOKENS);
    }

    private static int at(int slot) {
        return slot * 2 * Legs.LINE_BYTES + Legs.BUCKETS_AT;
    }
}
