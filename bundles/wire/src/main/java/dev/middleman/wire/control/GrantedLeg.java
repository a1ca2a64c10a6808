package dev.middleman.wire.control;

import dev.middleman.api.net.*;
import dev.middleman.api.relay.*;
import dev.middleman.wire.id.*;
import java.util.*;

/**
 * One leg of a {@link Granted}.
 *
 * @param ip4 the middle-man's public IPv4 address, port 0
 * @param ip6 the same for IPv6
 * @param ports up to three relay ports
 * @param sid names the leg in knock frames
 * @param key 16 bytes; on the wire {@code K}
 */
public record GrantedLeg(Optional<Endpoint> ip4, Optional<Endpoint> ip6, List<Integer> ports, long sid, Octets key) {}
