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
 * @param beside whether another lane has these ports, and gives them to this one by a {@link Handover}. Until that is
 *     complete this lane neither receives nor runs commands, though it takes them
 */
public record LaneSpec(
        String name,
        Optional<Endpoint> ip4,
        Optional<Endpoint> ip6,
        PortPlan ports,
        int socketBufferBytes,
        boolean beside) {

    /** A lane that has its ports for itself. */
    public LaneSpec(String name, Optional<Endpoint> ip4, Optional<Endpoint> ip6, PortPlan ports, int bufferBytes) {
        this(name, ip4, ip6, ports, bufferBytes, false);
    }

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

    /** The same on other ports. */
    public LaneSpec on(PortPlan others) {
        return new LaneSpec(name, ip4, ip6, others, socketBufferBytes, beside);
    }

    /** The same, opened beside a lane that has its ports. */
    public LaneSpec besideAnother() {
        return new LaneSpec(name, ip4, ip6, ports, socketBufferBytes, true);
    }
}
