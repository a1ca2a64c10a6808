package dev.middleman.engine;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.net.Families;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The node's own addresses, ports 0. At least one local one.
 *
 * @param ip4 the local IPv4 address to bind
 * @param ip6 the local IPv6 address to bind
 * @param publicIp4 what peers are told; the local one unless there is a 1:1 NAT
 * @param publicIp6 the same for IPv6
 */
record Addresses(
        Optional<Endpoint> ip4, Optional<Endpoint> ip6, Optional<Endpoint> publicIp4, Optional<Endpoint> publicIp6) {

    Addresses {
        if (ip4.isEmpty() && ip6.isEmpty()) {
            throw new IllegalArgumentException("ip4 and ip6 are both empty: a node needs a local address");
        }
        requireBoth("ip4", ip4, publicIp4);
        requireBoth("ip6", ip6, publicIp6);
    }

    private static void requireBoth(String key, Optional<Endpoint> local, Optional<Endpoint> outside) {
        if (local.isEmpty() && outside.isPresent()) {
            throw new IllegalArgumentException("the public address for " + key + " is set, but " + key + " is empty");
        }
    }

    Families families() {
        if (ip4.isPresent() && ip6.isPresent()) {
            return Families.BOTH;
        }
        return ip4.isPresent() ? Families.IP4 : Families.IP6;
    }

    List<Endpoint> all() {
        return Stream.of(ip4, ip6, publicIp4, publicIp6)
                .flatMap(Optional::stream)
                .distinct()
                .toList();
    }

    /** Whether both bind a local address in common. */
    boolean meets(Addresses other) {
        return ip4.isPresent() && ip4.equals(other.ip4) || ip6.isPresent() && ip6.equals(other.ip6);
    }
}
