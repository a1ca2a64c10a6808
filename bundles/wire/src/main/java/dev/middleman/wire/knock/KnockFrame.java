package dev.middleman.wire.knock;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The {@value #BYTES}-byte knock frame as functions over a byte array, big-endian. Pure, without state and without
 * allocation; safe from any thread, the arrays are not.
 *
 * <pre>
 *  offset  0    8     9      10    12       20      28   44
 *          sid  type  flags  zero  counter  cookie  mac
 * </pre>
 *
 * <p>To send one: {@link #start}, {@link #setCounter}, {@link #setCookie} where it has one, {@link KnockMac#sign}. To read
 * one: {@link #isWellFormed}, {@link KnockMac#verify}, then the accessors.
 */
public final class KnockFrame {
    /** The length of every frame; no multiple of 16, so never that of a WireGuard data message. */
    public static final int BYTES = 44;

    /** In OK: the other leg is latched, payload goes through. */
    public static final int PARTNER_READY = 0x01;
    /** From a middle-man that dials another one. */
    public static final int DIAL = 0x02;
    /** In PROOF: arm this IP address rather than latch this socket. */
    public static final int ARM_IP = 0x04;
    /** From the agent's own socket in latch mode A. */
    public static final int CONTROL = 0x08;
    /** How many middle-men lie between the sender and this one, 0 to 3, in place; see {@link #hop}. */
    public static final int HOP_MASK = 0x30;

    static final int TYPE_AT = 8;
    static final int FLAGS_AT = 9;
    static final int ZERO_AT = 10;
    static final int COUNTER_AT = 12;
    static final int COOKIE_AT = 20;
    static final int MAC_AT = 28;
    static final int MAC_BYTES = BYTES - MAC_AT;

    private static final int HOP_SHIFT = 4;
    private static final int KNOWN_FLAGS = PARTNER_READY | DIAL | ARM_IP | CONTROL | HOP_MASK;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private KnockFrame() {}

    /**
     * Whether these bytes have the shape of a frame: length, known type, no unknown flag, the zero field, a counter of 1
     * or more (as a signed number). Says nothing about who sent it.
     */
    public static boolean isWellFormed(byte[] frame) {
        return frame.length == BYTES
                && KnockType.isCode(frame[TYPE_AT])
                && (frame[FLAGS_AT] & ~KNOWN_FLAGS) == 0
                && (frame[ZERO_AT] | frame[ZERO_AT + 1]) == 0
                && counter(frame) > 0;
    }

    /**
     * Begins a frame in {@code frame}: sets these fields and zeroes all others.
     *
     * @param flags any of the flag constants, or 0
     * @throws IllegalArgumentException when the array has another length or a flag is unknown
     */
    public static void start(byte[] frame, long sid, KnockType type, int flags) {
        if (frame.length != BYTES) {
            throw new IllegalArgumentException("a knock frame has " + BYTES + " bytes, not " + frame.length);
        }
        if ((flags & ~KNOWN_FLAGS) != 0) {
            throw new IllegalArgumentException("unknown knock flags in 0x" + Integer.toHexString(flags));
        }
        Arrays.fill(frame, (byte) 0);
        LONGS.set(frame, 0, sid);
        frame[TYPE_AT] = (byte) type.code();
        frame[FLAGS_AT] = (byte) flags;
    }

    /** Names the leg; never 0 for a real one. */
    public static long sid(byte[] frame) {
        return (long) LONGS.get(frame, 0);
    }

    /** @throws IllegalArgumentException when the byte names no type; never for a well-formed frame */
    public static KnockType type(byte[] frame) {
        return KnockType.ofCode(frame[TYPE_AT]);
    }

    /** All flags. */
    public static int flags(byte[] frame) {
        return frame[FLAGS_AT] & 0xff;
    }

    /** Whether any flag of {@code mask} is set. */
    public static boolean has(byte[] frame, int mask) {
        return (frame[FLAGS_AT] & mask) != 0;
    }

    /** How many middle-men lie between the sender and this one, 0 to 3. */
    public static int hop(byte[] frame) {
        return (frame[FLAGS_AT] & HOP_MASK) >> HOP_SHIFT;
    }

    /** Counts every frame that a sender sends in one direction of a leg, retransmissions included; the first is 1. */
    public static long counter(byte[] frame) {
        return (long) LONGS.get(frame, COUNTER_AT);
    }

    public static void setCounter(byte[] frame, long counter) {
        LONGS.set(frame, COUNTER_AT, counter);
    }

    /** In CHALLENGE and PROOF: what shows that the sender receives at its address. 0 elsewhere. */
    public static long cookie(byte[] frame) {
        return (long) LONGS.get(frame, COOKIE_AT);
    }

    public static void setCookie(byte[] frame, long cookie) {
        LONGS.set(frame, COOKIE_AT, cookie);
    }
}
