package dev.middleman.transport.ffm;

/**
 * Overwrites what returned calls left on the calling thread's stack. The compiler spills what it likes, an address in two longs
 * among it, and a lane that then waits for days does not overwrite it by itself. Stateless.
 *
 * <p>It calls itself with more arguments than there are registers, so each frame is zeros for the most part. What is not zeros
 * in one way is in the other one, whose frames have another size.
 */
final class StackScrub {
    /** Together deeper than a burst with all that it calls, the kernel's calls included: some 64 KiB. */
    private static final int DEPTH = 256;

    private StackScrub() {}

    /**
     * Call it from the outermost frame below which an address ever is.
     *
     * @return 0
     */
    static long run() {
        return wide(
                        DEPTH, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L,
                        0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L)
                | narrow(
                        DEPTH, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L,
                        0L);
    }

    private static long wide(
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
            long o,
            long p,
            long q,
            long r,
            long s,
            long t,
            long u,
            long v,
            long w,
            long x,
            long y,
            long z,
            long aa,
            long ab,
            long ac,
            long ad,
            long ae,
            long af) {
        return left == 0
                ? a
                : wide(
                        left - 1, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z, aa, ab,
                        ac, ad, ae, af);
    }

    private static long narrow(
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
            long o,
            long p,
            long q,
            long r,
            long s,
            long t,
            long u,
            long v,
            long w) {
        return left == 0 ? a : narrow(left - 1, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w);
    }
}
