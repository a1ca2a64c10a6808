package dev.middleman.peer.control;

import dev.middleman.api.net.Families;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.api.time.Deadlines;
import dev.middleman.api.time.Ticks;
import dev.middleman.peer.Identity;
import dev.middleman.peer.Membership;
import dev.middleman.peer.seal.Mode;
import dev.middleman.wire.control.Accept;
import dev.middleman.wire.control.RegisterPeer;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.ProofContext;
import dev.middleman.wire.id.SignedRequest;
import java.util.Optional;

/**
 * What everything that a peer does with KA servers has in common.
 *
 * @param realmId 32 bytes
 * @param identity who the peer is
 * @param membership what it shows in its calls; empty when nothing
 * @param families what its sockets can reach
 * @param mode of its lines
 * @param latch how its legs latch, K or A
 * @param ticks the time
 * @param deadlines runs things later
 */
public record PeerContext(
        Octets realmId,
        Identity identity,
        Optional<Membership> membership,
        Families families,
        Mode mode,
        LatchMode latch,
        Ticks ticks,
        Deadlines deadlines) {

    /** Of a peer that shows nothing and knocks. */
    public PeerContext(
            Octets realmId, Identity identity, Families families, Mode mode, Ticks ticks, Deadlines deadlines) {
        this(realmId, identity, Optional.empty(), families, mode, LatchMode.KNOCK, ticks, deadlines);
    }

    /** The signed body of a registration. */
    byte[] registration(Accept accept, Octets kaId, Octets nonce) {
        byte[] body = new RegisterPeer(
                        realmId, nonce, RegisterPeer.DEFAULT_LIFETIME, accept, families, latch, Octets.EMPTY)
                .encode();
        return sign(body, kaId, nonce);
    }

    /** What a look-up signed with this nonce shows of the peer's membership; empty when nothing. */
    Octets credential(Octets kaId, Octets nonce) {
        return membership
                .map(shown -> shown.credential(ProofContext.ofPeer(realmId, kaId, nonce), identity.publicKey()))
                .orElse(Octets.EMPTY);
    }

    /** A request that proves who asks. */
    byte[] sign(byte[] body, Octets kaId, Octets nonce) {
        ProofContext proof = ProofContext.ofPeer(realmId, kaId, nonce);
        return SignedRequest.sign(body, proof, identity.keyPair()).encode();
    }
}
