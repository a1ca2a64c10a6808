package dev.middleman.testkit.trace;

import java.util.Arrays;
import java.util.List;

/** Needles by their last four bytes: a bit filter in front of a hash table. Immutable. */
final class Endings {
    private static final int FILTER_BITS = 22;
    private static final int WORD_SHIFT = 6;
    private static final int NONE = -1;
    private static final int MULTIPLIER = 0x9e37_79b1;

    private final Needle[] needles;
    private final int[] tails;
    private final int[] next;
    private final int[] heads;
    private final int shift;
    private final long[] filter = new long[1 << FILTER_BITS - WORD_SHIFT];
    private final int longest;

    Endings(List<Needle> all) {
        needles = all.toArray(Needle[]::new);
        tails = new int[needles.length];
        next = new int[needles.length];
        int bits = 33 - Integer.numberOfLeadingZeros(needles.length | 1);
        shift = Integer.SIZE - bits;
        heads = new int[1 << bits];
        Arrays.fill(heads, NONE);
        for (int i = 0; i < needles.length; i++) {
            add(i, tailOf(needles[i].bytes()));
        }
        longest = all.stream().mapToInt(needle -> needle.bytes().length).max().orElse(Needle.SHORTEST);
    }

    private static int tailOf(byte[] bytes) {
        int tail = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            tail |= (bytes[bytes.length - Integer.BYTES + i] & 0xff) << Byte.SIZE * i;
        }
        if (tail == 0) {
            throw new IllegalArgumentException("a needle that ends with four zeros is found everywhere");
        }
        return tail;
    }

    private void add(int i, int tail) {
        tails[i] = tail;
        int head = tail * MULTIPLIER >>> shift;
        next[i] = heads[head];
        heads[head] = i;
        int bit = tail * MULTIPLIER >>> Integer.SIZE - FILTER_BITS;
        filter[bit >>> WORD_SHIFT] |= 1L << bit;
    }

    /** Whether any needle may end with these four bytes, given as a little-endian int. */
    boolean mayHave(int tail) {
        int bit = tail * MULTIPLIER >>> Integer.SIZE - FILTER_BITS;
        return (filter[bit >>> WORD_SHIFT] & 1L << bit) != 0;
    }

    /** The first needle with this ending, or -1. */
    int first(int tail) {
        return same(heads[tail * MULTIPLIER >>> shift], tail);
    }

    /** The next one with the same ending, or -1. */
    int next(int i) {
        return same(next[i], tails[i]);
    }

    private int same(int from, int tail) {
        int i = from;
        while (i != NONE && tails[i] != tail) {
            i = next[i];
        }
        return i;
    }

    Needle needle(int i) {
        return needles[i];
    }

    /** Bytes of the longest needle. */
    int longest() {
        return longest;
    }
}
