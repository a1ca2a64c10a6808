package dev.middleman.peer;

import dev.middleman.peer.line.Leg;
import dev.middleman.peer.seal.LineSecret;
import dev.middleman.peer.seal.Mode;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.Pid;
import java.security.KeyPair;
import java.util.Optional;

/**
 * Everything that an introduction decided about a line.
 *
 * @param leg this side's leg
 * @param mode sealed or plain
 * @param caller whether this side called
 * @param secret shared with the other side
 * @param realmId both are in
 * @param remote who was called; empty on the called side
 * @param proof the key to show to the called side; empty to stay anonymous
 * @param chain the number that this line has in common with those that it replaces
 */
record LineSetup(
        Leg leg,
        Mode mode,
        boolean caller,
        LineSecret secret,
        Octets realmId,
        Optional<Pid> remote,
        Optional<KeyPair> proof,
        long chain) {

    /** The leg with a key of its own: a leg forgets its key when it ends. */
    Leg freshLeg() {
        return leg.fresh();
    }

    /** Says nothing. */
    @Override
    public String toString() {
        return "LineSetup[hidden]";
    }
}
