package dev.middleman.engine.shard;

import dev.middleman.engine.shard.SourceRules.Scope;

/** The IANA IPv4 special-purpose registry (RFC 6890) and class D and E, as far as they are not globally reachable. */
final class Ip4Scopes {
    private Ip4Scopes() {}

    private record Block(int network, int mask, Scope scope) {}

    private static final Block[] BLOCKS = {
        block(0, 0, 0, 8, Scope.NOBODY), // this network
        block(10, 0, 0, 8, Scope.PRIVATE_USE),
        block(100, 64, 0, 10, Scope.PRIVATE_USE), // shared, RFC 6598
        block(127, 0, 0, 8, Scope.LOOPBACK),
        block(169, 254, 0, 16, Scope.PRIVATE_USE), // link-local
        block(172, 16, 0, 12, Scope.PRIVATE_USE),
        block(192, 0, 0, 24, Scope.NOBODY), // protocol assignments
        block(192, 0, 2, 24, Scope.PRIVATE_USE), // documentation
        block(192, 88, 99, 24, Scope.NOBODY), // 6to4 anycast, RFC 7526
        block(192, 168, 0, 16, Scope.PRIVATE_USE),
        block(198, 18, 0, 15, Scope.PRIVATE_USE), // benchmarking
        block(198, 51, 100, 24, Scope.PRIVATE_USE), // documentation
        block(203, 0, 113, 24, Scope.PRIVATE_USE), // documentation
        block(224, 0, 0, 4, Scope.NOBODY), // multicast
        block(240, 0, 0, 4, Scope.NOBODY), // reserved, broadcast
    };

    static Scope of(int address) {
        for (Block block : BLOCKS) {
            if ((address & block.mask) == block.network) {
                return block.scope;
            }
        }
        return Scope.PUBLIC;
    }

    private static Block block(int first, int second, int third, int bits, Scope scope) {
        return new Block(first << 24 | second << 16 | third << 8, -1 << 32 - bits, scope);
    }
}
