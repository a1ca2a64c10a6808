package dev.middleman.peer.control;

import dev.middleman.api.net.Families;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.api.time.Deadlines;
import dev.middleman.api.time.Ticks;
import dev.middleman.peer.Identity;
import dev.middleman.peer.seal.Mode;
import dev.middleman.wire.control.Accept;
import dev.middleman.wire.control.RegisterPeer;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.ProofContext;
import dev.middleman.wire.id.SignedRequest;

/**
 * What everything that a peer does with KA servers has in common.
 *
 * @param realmId 32 bytes
 * @param identity who the peer is
 * @param families what its sockets can reach
 * @param mode of its lines
 * @param latch how its legs latch, K or A
 * @param ticks the time
 * @param deadlines runs things later
 */
public record PeerContext(
        Octets realmId,
        Identity identity,
        Families families,
        Mode mode,
        LatchMode latch,
        Ticks ticks,
        Deadlines deadlines) {

    /** The signed body of a registration. */
    byte[] registration(Accept accept, Octets kaId, Octets nonce) {
        byte[] body = new RegisterPeer(
                        realmId, nonce, RegisterPeer.DEFAULT_LIFETIME, accept, families, latch, Octets.EMPTY)
                .encode();
        return sign(body, kaId, nonce);
    }

    /** A request that proves who asks. */
    byte[] sign(byte[] body, Octets kaId, Octets nonce) {
        ProofContext proof = ProofContext.ofPeer(realmId, kaId, nonce);
        return SignedRequest.sign(body, proof, identity.keyPair()).encode();
    }
}
