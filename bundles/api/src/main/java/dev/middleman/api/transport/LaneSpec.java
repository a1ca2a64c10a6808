package dev.middleman.api.transport;

import dev.middleman.api.net.Endpoint;
import java.util.Optional;

/**
 * What a lane binds. Local addresses only; at least one family, never the wildcard.
 *
 * @param name for the thread, such as {@code m1/shard-0}; no peer is ever in it
 * @param ip4 the local IPv4 address (its port is ignored), if this family is served
 * @param ip6 the local IPv6 address (its port is ignored), if this family is served
 * @param ports which ports
 * @param socketBufferBytes wanted SO_RCVBUF and SO_SNDBUF; the kernel may grant less
 */
public record LaneSpec(
        String name, Optional<Endpoint> ip4, Optional<Endpoint> ip6, PortPlan ports, int socketBufferBytes) {

    /** @throws IllegalArgumentException when there is no address, or one of the wrong family */
    public LaneSpec {
        if (ip4.isEmpty() && ip6.isEmpty()) {
            throw new IllegalArgumentException("a lane needs a local IPv4 or IPv6 address, or both");
        }
        if (ip4.isPresent() && !ip4.get().isIp4()) {
            throw new IllegalArgumentException("the lane's IPv4 address is not an IPv4 address");
        }
        if (ip6.isPresent() && ip6.get().isIp4()) {
            throw new IllegalArgumentException("the lane's IPv6 address is not an IPv6 address");
        }
    }
}
