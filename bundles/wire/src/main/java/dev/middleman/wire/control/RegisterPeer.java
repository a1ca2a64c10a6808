package dev.middleman.wire.control;

import dev.middleman.api.net.*;
import dev.middleman.api.relay.*;
import dev.middleman.wire.id.*;
import java.util.*;

/**
 * Body of {@code POST /p}, inside a {@link dev.middleman.wire.id.SignedRequest}.
 *
 * @param realm realm id, 32 bytes
 * @param nonce from the server, 32 bytes
 * @param lt wanted lifetime, seconds, 30 to 3,600
 * @param accept whom to offer
 * @param af families the peer can use
 * @param latch how it will latch
 * @param credential certificate or proof for the realm's membership policy; empty when none; at most 256 bytes
 */
public record RegisterPeer(
        Octets realm, Octets nonce, int lt, Accept accept, Families af, LatchMode latch, Octets credential) {}
