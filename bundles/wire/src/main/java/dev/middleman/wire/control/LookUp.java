package dev.middleman.wire.control;

import dev.middleman.api.net.*;
import dev.middleman.api.relay.*;
import dev.middleman.wire.id.*;
import java.util.*;

/**
 * Body of {@code POST /x}, plain or inside a {@link dev.middleman.wire.id.SignedRequest}.
 *
 * @param realm realm id, 32 bytes
 * @param to who is looked up
 * @param txn 8 bytes, chosen by the caller; the same for every retransmission
 * @param nonce from the server, 32 bytes; empty in an unsigned request
 * @param credential certificate or proof for the realm's membership policy; empty when none; at most 256 bytes
 * @param blob for the target; opaque; at most 256 bytes
 * @param af families the caller can use
 * @param latch how it will latch
 * @param hops middle-men in a row, 1 to 2; 1 when absent
 * @param count middle-men side by side, 1 to 3; 1 when absent
 * @param avoid endpoints of middle-men not to introduce, at most 4
 */
public record LookUp(
        Octets realm,
        Pid to,
        Octets txn,
        Octets nonce,
        Octets credential,
        Octets blob,
        Families af,
        LatchMode latch,
        int hops,
        int count,
        List<Endpoint> avoid) {}
