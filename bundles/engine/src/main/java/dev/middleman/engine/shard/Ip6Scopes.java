package dev.middleman.engine.shard;

import dev.middleman.engine.shard.SourceRules.Scope;

/** The IANA IPv6 special-purpose registry (RFC 6890). What lies outside 2000::/3 is nobody's unless it stands here. */
final class Ip6Scopes {
    private Ip6Scopes() {}

    private record Block(long network, int bits, Scope scope) {
        boolean has(long high) {
            return (high ^ network) >>> 64 - bits == 0;
        }
    }

    private static final Block[] BLOCKS = {
        new Block(0xfc00_0000_0000_0000L, 7, Scope.PRIVATE_USE), // unique local
        new Block(0xfe80_0000_0000_0000L, 10, Scope.PRIVATE_USE), // link-local
        new Block(0x2001_0db8_0000_0000L, 32, Scope.PRIVATE_USE), // documentation
        new Block(0x3fff_0000_0000_0000L, 20, Scope.PRIVATE_USE), // documentation, RFC 9637
        new Block(0x2001_0002_0000_0000L, 48, Scope.PRIVATE_USE), // benchmarking
        new Block(0x2001_0000_0000_0000L, 23, Scope.NOBODY), // protocol assignments, Teredo
        new Block(0x2000_0000_0000_0000L, 3, Scope.PUBLIC),
    };

    static Scope of(long high, long low) {
        if (high == 0 && low == 1) {
            return Scope.LOOPBACK;
        }
        for (Block block : BLOCKS) {
            if (block.has(high)) {
                return block.scope;
            }
        }
        return Scope.NOBODY;
    }

    /** The scope of what an IPv4 address is wrapped in: only ISATAP has a network of its own. */
    static Scope ofWrapper(long high, long low) {
        boolean isatap = (low >>> 32 & ~0x0200_0000L) == 0x5efe;
        return isatap && high >>> 48 != 0x2002 ? of(high, low) : Scope.PUBLIC;
    }
}
