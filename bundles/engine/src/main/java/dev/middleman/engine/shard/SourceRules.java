package dev.middleman.engine.shard;

import dev.middleman.api.net.Endpoint;
import java.util.List;

/**
 * From where a peer may come. Immutable and thread-safe.
 *
 * <p>Special-purpose addresses (RFC 6890 and its registries), multicast and the node's own addresses are refused, in
 * whatever IPv6 form an IPv4 address is wrapped: mapped, compatible, 6to4, NAT64, ISATAP. Loopback and private networks
 * can be allowed, each by its own switch.
 *
 * @param loopback allows 127.0.0.0/8 and ::1, even when the node itself is there: for tests and demonstrations
 * @param privateUse allows private, shared, link-local, documentation and benchmarking networks
 * @param own the node's local and public addresses; ports do not matter
 */
public record SourceRules(boolean loopback, boolean privateUse, List<Endpoint> own) {
    private static final long LOW_32 = 0xffff_ffffL;

    /** Who may use an address. */
    enum Scope {
        PUBLIC,
        PRIVATE_USE,
        LOOPBACK,
        NOBODY
    }

    public SourceRules {
        own = List.copyOf(own);
    }

    /** Whether a peer may come from here. */
    public boolean allows(long high, long low, int port) {
        if (port == 0) {
            return false;
        }
        Scope scope = scopeOf(high, low);
        if (scope == Scope.LOOPBACK) {
            return loopback;
        }
        if (scope == Scope.NOBODY || scope == Scope.PRIVATE_USE && !privateUse) {
            return false;
        }
        return !isOwn(high, low);
    }

    private boolean isOwn(long high, long low) {
        long wrapped = embeddedIp4(high, low);
        for (int i = 0; i < own.size(); i++) {
            Endpoint mine = own.get(i);
            if (mine.high() == high && mine.low() == low || mine.isIp4() && wrapped == (mine.low() & LOW_32)) {
                return true;
            }
        }
        return false;
    }

    static Scope scopeOf(long high, long low) {
        long wrapped = embeddedIp4(high, low);
        if (wrapped >= 0) {
            return stricter(Ip4Scopes.of((int) wrapped), Ip6Scopes.ofWrapper(high, low));
        }
        return Ip6Scopes.of(high, low);
    }

    private static Scope stricter(Scope one, Scope other) {
        return one.ordinal() > other.ordinal() ? one : other;
    }

    /** The IPv4 address inside an IPv6 form, as an unsigned number, or -1. */
    static long embeddedIp4(long high, long low) {
        if (Endpoint.isIp4(high, low)) {
            return low & LOW_32;
        }
        // ::a.b.c.d (RFC 4291 section 2.5.5.1), but :: and ::1 are themselves
        if (high == 0 && low >>> 32 == 0 && low > 1) {
            return low;
        }
        // 64:ff9b::/96 (RFC 6052 section 2.1)
        if (high == 0x0064_ff9b_0000_0000L && low >>> 32 == 0) {
            return low;
        }
        // 2002:a.b:c.d::/48 (RFC 3056 section 2)
        if (high >>> 48 == 0x2002) {
            return high >>> 16 & LOW_32;
        }
        // interface id 0000:5efe or 0200:5efe (RFC 5214 section 6.1)
        if ((low >>> 32 & ~0x0200_0000L) == 0x5efe) {
            return low & LOW_32;
        }
        return -1;
    }
}
