package dev.middleman.peer;

import dev.middleman.api.net.Endpoint;
import dev.middleman.peer.line.Leg;
import dev.middleman.peer.seal.LineSecret;
import dev.middleman.peer.seal.Mode;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.Pid;
import java.security.KeyPair;
import java.util.List;
import java.util.Optional;

/**
 * Everything that an introduction decided about a line.
 *
 * @param legs this side's legs, one at each middle-man, 1 or more
 * @param mode sealed or plain
 * @param caller whether this side called
 * @param secret shared with the other side
 * @param realmId both are in
 * @param remote who was called; empty on the called side
 * @param proof the key to show to the called side; empty to stay anonymous
 * @param chain the number that this line has in common with those that it replaces
 */
record LineSetup(
        List<Leg> legs,
        Mode mode,
        boolean caller,
        LineSecret secret,
        Octets realmId,
        Optional<Pid> remote,
        Optional<KeyPair> proof,
        long chain) {

    LineSetup {
        legs = List.copyOf(legs);
    }

    /** The first one. */
    Leg leg() {
        return legs.get(0);
    }

    /** The legs with keys of their own: a leg forgets its key when it ends. */
    List<Leg> freshLegs() {
        return legs.stream().map(Leg::fresh).toList();
    }

    /** An endpoint of each middle-man. */
    List<Endpoint> middleMen() {
        return legs.stream().map(leg -> leg.endpoints().get(0)).toList();
    }

    /** Says nothing. */
    @Override
    public String toString() {
        return "LineSetup[hidden]";
    }
}
