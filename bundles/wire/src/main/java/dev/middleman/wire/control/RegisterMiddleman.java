package dev.middleman.wire.control;

import dev.middleman.api.net.*;
import dev.middleman.api.relay.*;
import dev.middleman.wire.id.*;
import java.util.*;

/**
 * Body of {@code POST /m}, inside a {@link dev.middleman.wire.id.SignedRequest}.
 *
 * @param v version, 1
 * @param nonce from the server, 32 bytes
 * @param endpoints public addresses, one per family, port 0
 * @param free sessions there is room for
 * @param kbit limit of one session, kbit/s
 * @param pps limit of one session, datagrams/s
 * @param idleMax longest idle time that may be asked for, seconds
 * @param operator who runs it, at most 64 characters; empty when not said
 * @param features names of optional features; unknown ones are ignored; at most 16
 * @param lt wanted lifetime, seconds, 30 to 3,600
 * @param token invite token for the server's admission policy; empty when none; at most 64 bytes
 */
public record RegisterMiddleman(
        int v,
        Octets nonce,
        List<Endpoint> endpoints,
        int free,
        int kbit,
        int pps,
        int idleMax,
        String operator,
        List<String> features,
        int lt,
        Octets token) {}
