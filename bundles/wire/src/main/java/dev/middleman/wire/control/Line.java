package dev.middleman.wire.control;

import dev.middleman.api.net.*;
import dev.middleman.api.relay.*;
import dev.middleman.wire.id.*;
import java.util.*;

/**
 * What a peer gets to know of its line.
 *
 * @param v version, 1
 * @param endpoints of the middle-man, up to three per family, the order to try them in
 * @param sid names the leg in knock frames
 * @param key 16 bytes, the secret of the leg; on the wire {@code K}
 * @param mode how the leg latches
 * @param idle the session ends after this time without a datagram, seconds
 * @param expires the session ends after this time whatever happens, seconds
 * @param role {@code a} for the caller, {@code b} for the target
 * @param blob of the other side; opaque
 */
public record Line(
        int v,
        List<Endpoint> endpoints,
        long sid,
        Octets key,
        LatchMode mode,
        int idle,
        int expires,
        char role,
        Octets blob) {}
