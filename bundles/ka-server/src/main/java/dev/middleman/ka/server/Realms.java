package dev.middleman.ka.server;

import dev.middleman.wire.id.Octets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Keeps realms apart: every realm that the server's configuration names has desks of its own, with registers, counters,
 * transactions, ranks and shares of the room, so nothing that happens in one can be noticed in another. All realms that are
 * not named share one further pair of desks. Middle-men serve them all. Lives in turns.
 */
final class Realms {
    /** What one realm has for itself. */
    record Desks(PeerDesk peers, LookUpDesk lookUps, FarCallers farCallers) {}

    private final Map<Octets, Desks> named = new HashMap<>();
    private final List<Desks> all = new ArrayList<>();
    private final Desks others;

    Realms(Means means, Policies policies, MiddlemanDesk middleMen) {
        KaSettings.Sizes sizes = means.settings().sizes();
        Means share = means.with(sizes.share(Math.max(1, policies.realms().size())));
        for (Octets realm : policies.realms()) {
            named.put(realm, add(share, policies, middleMen));
        }
        others = add(share, policies, middleMen);
    }

    private Desks add(Means share, Policies policies, MiddlemanDesk middleMen) {
        PeerDesk peers = new PeerDesk(share, policies);
        Desks desks = new Desks(peers, new LookUpDesk(share, policies, peers, middleMen), new FarCallers(share, peers));
        all.add(desks);
        return desks;
    }

    Desks of(Octets realm) {
        return named.getOrDefault(realm, others);
    }

    /** Where this registration is; any desk where it is nowhere, to say so. */
    PeerDesk ofPeer(Octets cap) {
        return find(desks -> desks.peers().knows(cap)).peers();
    }

    /** Where this offer is; any desk where it is nowhere, to say so. */
    LookUpDesk ofOffer(Octets iid) {
        return find(desks -> desks.lookUps().knows(iid)).lookUps();
    }

    /** Where this offer of another member's caller is; empty where it is nowhere. */
    Optional<FarCallers> ofVisit(Octets iid) {
        return all.stream().map(Desks::farCallers).filter(far -> far.knows(iid)).findFirst();
    }

    /** Tells a cluster that was joined later of all peers. */
    void announce() {
        all.forEach(desks -> desks.peers().announce());
    }

    private Desks find(Predicate<Desks> wanted) {
        return all.stream().filter(wanted).findFirst().orElse(others);
    }

    void gone(long associationId) {
        all.forEach(desks -> desks.lookUps().gone(associationId));
    }

    void close() {
        all.forEach(desks -> {
            desks.lookUps().close();
            desks.farCallers().close();
            desks.peers().close();
        });
    }
}
