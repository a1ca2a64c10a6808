package dev.middleman.transport.ffm;

/**
 * Overwrites what methods that have returned left on the calling thread's stack: a compiled method may keep an address in its frame for
 * as long as it runs, and nothing else takes it away afterwards. Stateless.
 *
 * <p>Calls itself with many more arguments than go into registers, so that nearly all of each frame is zeros; then again with fewer,
 * since that moves the gaps between them.
 */
final class Scrub {
    /**
     * Frames of 160 bytes and more: 120 KB. The calls of a turn take some 10 KB. But 80 KB further down lies what HotSpot writes as it enters
     * a compiled method, to find out whether the stack goes on (StackShadowPages): a register with whatever is in it.
     */
    private static final int DEPTH = 750;

    /** For a thread that calls this: frames that are not compiled yet are several times as large. */
    static final long STACK_BYTES = 1 << 20;

    private Scrub() {}

    /** Takes some ten microseconds. To be called from the outermost method below which an address ever is: its own frame stays. */
    static void stack() {
        wide(DEPTH, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        narrow(DEPTH, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
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
                ? a + af
                : 1
                        + wide(
                                left - 1, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z, aa,
                                ab, ac, ad, ae, af, a);
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
        return left == 0
                ? a + w
                : 1 + narrow(left - 1, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, a);
    }
}
