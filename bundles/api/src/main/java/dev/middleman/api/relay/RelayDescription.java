package dev.middleman.api.relay;

import dev.middleman.api.net.Endpoint;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

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
 * @param modes how legs may latch here; {@link LatchMode#KNOCK} always is among them
 */
public record RelayDescription(
        String name,
        Optional<Endpoint> publicIp4,
        Optional<Endpoint> publicIp6,
        int maxSessions,
        int kbitPerSecond,
        int datagramsPerSecond,
        int maxIdleSeconds,
        Set<LatchMode> modes) {

    public RelayDescription {
        modes = Set.copyOf(modes);
    }

    /** In mode K only. */
    public RelayDescription(
            String name,
            Optional<Endpoint> publicIp4,
            Optional<Endpoint> publicIp6,
            int maxSessions,
            int kbitPerSecond,
            int datagramsPerSecond,
            int maxIdleSeconds) {
        this(
                name,
                publicIp4,
                publicIp6,
                maxSessions,
                kbitPerSecond,
                datagramsPerSecond,
                maxIdleSeconds,
                EnumSet.of(LatchMode.KNOCK));
    }
}
