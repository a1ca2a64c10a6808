package dev.middleman.engine.table;

/** Mixes keys for the indices. The seed is secret, so that nobody can choose addresses that collide. */
final class Mix {
    private static final long M1 = 0xff51afd7ed558ccdL;
    private static final long M2 = 0xc4ceb9fe1a85ec53L;

    private Mix() {}

    /** A bijection whose every output bit depends on every input bit (the finaliser of MurmurHash3). */
    static long mix(long value) {
        long x = value;
        x = (x ^ x >>> 33) * M1;
        x = (x ^ x >>> 33) * M2;
        return x ^ x >>> 33;
    }

    /** An IP address and a relay port, all in one. */
    static long ofPort(int relayPort, long high, long low, long seed) {
        return mix(mix(low ^ seed) + (high ^ (long) relayPort << 48));
    }

    static int fold(long mixed) {
        return (int) (mixed ^ mixed >>> 32);
    }
}
