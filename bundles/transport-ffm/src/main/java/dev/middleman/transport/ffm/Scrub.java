package dev.middleman.transport.ffm;

/**
 * Overwrites what methods that have returned left on the calling thread's stack: a compiled method may keep an address in its frame for
 * as long as it runs, and nothing else takes it away afterwards. Stateless.
 *
 * <p>Calls itself with more arguments than go into registers, so that zeros are written all the way down; then again with one
 * argument less, since that moves the gaps between them.
 */
final class Scrub {
    /** More than the calls of one turn ever take: some 150 bytes each. */
    private static final int DEPTH = 300;

    private Scrub() {}

    /** Takes about a microsecond. */
    static void stack() {
        even(DEPTH, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        odd(DEPTH, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    private static long even(
            int left,
            long a,
            long b,
            long c,
            long d,
            long e,
            long f,
            long g,
            long h,
            long i,
            long j,
            long k,
            long l,
            long m,
            long n,
            long o) {
        return left == 0 ? a + o : 1 + even(left - 1, b, c, d, e, f, g, h, i, j, k, l, m, n, o, a);
    }

    private static long odd(
            int left,
            long a,
            long b,
            long c,
            long d,
            long e,
            long f,
            long g,
            long h,
            long i,
            long j,
            long k,
            long l,
            long m,
            long n) {
        return left == 0 ? a + n : 1 + odd(left - 1, b, c, d, e, f, g, h, i, j, k, l, m, n, a);
    }
}
