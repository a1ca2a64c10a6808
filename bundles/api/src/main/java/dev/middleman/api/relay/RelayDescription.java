package dev.middleman.api.relay;

import dev.middleman.api.net.Endpoint;
import java.util.Optional;

/**
 * What a middle-man tells a KA server about itself.
 *
 * @param name the configured name, unique in its container
 * @param publicIp4 the address that peers reach it by, port 0; empty without IPv4
 * @param publicIp6 the same for IPv6
 * @param maxSessions how many sessions the node holds at the most
 * @param kbitPerSecond the limit of one session, kbit/s
 * @param datagramsPerSecond the limit of one session, datagrams/s
 * @param maxIdleSeconds the longest idle time that may be asked for, 15 to 600
 * @param hints whether legs may latch by the address that a KA server saw, mode H
 */
public record RelayDescription(
        String name,
        Optional<Endpoint> publicIp4,
        Optional<Endpoint> publicIp6,
        int maxSessions,
        int kbitPerSecond,
        int datagramsPerSecond,
        int maxIdleSeconds,
        boolean hints) {

    /** Without mode H. */
    public RelayDescription(
            String name,
            Optional<Endpoint> publicIp4,
            Optional<Endpoint> publicIp6,
            int maxSessions,
            int kbitPerSecond,
            int datagramsPerSecond,
            int maxIdleSeconds) {
        this(name, publicIp4, publicIp6, maxSessions, kbitPerSecond, datagramsPerSecond, maxIdleSeconds, false);
    }
}
