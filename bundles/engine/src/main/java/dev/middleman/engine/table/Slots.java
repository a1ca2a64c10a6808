package dev.middleman.engine.table;

/**
 * Numbers of sessions and of legs. Session {@code slot} has the legs {@code 2 * slot} (the caller's) and
 * {@code 2 * slot + 1} (the called peer's). Indices hold a <i>ref</i>: slot and kind in 24 bits, never 0.
 */
public final class Slots {
    /** The most sessions of one table, so that a ref fits into 24 bits. */
    public static final int MAX = 1 << 22;

    static final int KIND_HANDLE = 3;
    private static final int KIND_BITS = 2;
    private static final int KIND_MASK = 3;

    private Slots() {}

    public static int callersLeg(int slot) {
        return slot << 1;
    }

    public static int calledLeg(int slot) {
        return slot << 1 | 1;
    }

    public static int partner(int leg) {
        return leg ^ 1;
    }

    public static int slotOf(int leg) {
        return leg >>> 1;
    }

    static int side(int leg) {
        return leg & 1;
    }

    /** Kinds 1 and 2 are the two legs. */
    static int refOfLeg(int leg) {
        return leg >>> 1 << KIND_BITS | (leg & 1) + 1;
    }

    static int refOfHandle(int slot) {
        return slot << KIND_BITS | KIND_HANDLE;
    }

    static boolean isHandle(int ref) {
        return (ref & KIND_MASK) == KIND_HANDLE;
    }

    static int legOf(int ref) {
        return ref >>> KIND_BITS << 1 | (ref & KIND_MASK) - 1;
    }

    static int slotOfRef(int ref) {
        return ref >>> KIND_BITS;
    }
}
