package dev.middleman.ka.server;

import dev.middleman.wire.id.Octets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Keeps realms apart: every realm that the server's configuration names has desks of its own, with registers, counters,
 * transactions, ranks and shares of the room, so nothing that happens in one can be noticed in another. All realms that are
 * not named share one further pair of desks. Middle-men serve them all. Lives in turns. Realms come and go while the others stay
 * as they are.
 */
final class Realms {
    /** What one realm has for itself. */
    record Desks(PeerDesk peers, LookUpDesk lookUps, FarCallers farCallers) {}

    private final Map<Octets, Desks> named = new HashMap<>();
    private final List<Desks> all = new ArrayList<>();
    private final Desks others;
    private final Means share;
    private final Policies policies;
    private final MiddlemanDesk middleMen;
    /** Empty for every realm. The settings are ahead of it until {@link #adapt()}. */
    private Set<Octets> served;

    Realms(Means means, Policies policies, MiddlemanDesk middleMen) {
        this.share = means.with(its -> its.with(its.sizes().share(Math.max(1, named.size()))));
        this.policies = policies;
        this.middleMen = middleMen;
        adapt();
        this.others = add();
    }

    /** Takes the realms that are configured now. Whoever is registered in one that is not served any more has to go. */
    void adapt() {
        served = policies.realms();
        for (Octets realm : List.copyOf(named.keySet())) {
            if (!served.contains(realm)) {
                Desks gone = named.remove(realm);
                all.remove(gone);
                close(gone);
            }
        }
        for (Octets realm : served) {
            named.computeIfAbsent(realm, itsName -> add());
        }
    }

    private boolean serves(Octets realm) {
        return served.isEmpty() || served.contains(realm);
    }

    private Desks add() {
        PeerDesk peers = new PeerDesk(share, this::serves);
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
        all.forEach(Realms::close);
    }

    private static void close(Desks desks) {
        desks.lookUps().close();
        desks.farCallers().close();
        desks.peers().close();
    }
}
