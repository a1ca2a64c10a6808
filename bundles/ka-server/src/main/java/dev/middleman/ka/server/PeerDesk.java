package dev.middleman.ka.server;

import dev.middleman.api.control.Observer;
import dev.middleman.api.control.Reply;
import dev.middleman.api.control.Status;
import dev.middleman.wire.control.Refreshed;
import dev.middleman.wire.control.RegisterPeer;
import dev.middleman.wire.control.Registered;
import dev.middleman.wire.id.Octets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;

/**
 * Where the peers of a realm register, refresh, read their inbox and leave. Lives in turns; nothing survives the process.
 */
final class PeerDesk {
    private static final int ANNOUNCED_A_TURN = 256;

    private final Map<Octets, KnownPeer> byCap = new HashMap<>();
    private final Map<KnownPeer.Id, KnownPeer> byId = new HashMap<>();
    private final Means means;
    private final Predicate<Octets> served;
    private Octets realm = Octets.EMPTY;
    private int counted;

    /** @param served whose peers are taken */
    PeerDesk(Means means, Predicate<Octets> served) {
        this.means = means;
        this.served = served;
    }

    Optional<KnownPeer> find(KnownPeer.Id id) {
        return Optional.ofNullable(byId.get(id));
    }

    boolean knows(Octets cap) {
        return byCap.containsKey(cap);
    }

    /** Registers, or takes over the registration that the same key has. */
    void register(KnownPeer.Id id, RegisterPeer settings, Reply reply) {
        if (!served.test(id.realm())) {
            reply.send(Answers.error(Status.NOT_FOUND, "realm: not served here"));
            return;
        }
        KnownPeer known = byId.get(id);
        if (known == null && byId.size() >= means.settings().sizes().peers()) {
            reply.send(Answers.unavailable("no room for more peers", KaSettings.RETRY_SECONDS));
            return;
        }
        KnownPeer peer = known == null ? new KnownPeer(sharing(id), means.agenda()) : known;
        Octets cap = means.secret(Means.SECRET_BYTES);
        Octets oldCap = peer.cap();
        peer.register(settings, cap, new Lifetime(means.agenda(), settings.lt(), () -> forget(peer)));
        if (oldCap != null) {
            byCap.remove(oldCap);
        }
        byCap.put(cap, peer);
        byId.put(peer.id(), peer);
        means.neighbours().announce(peer);
        count();
        int ping = KaSettings.pingSeconds(means.counters().get(Counters.Count.PEERS));
        Registered body = new Registered(settings.lt(), ping, means.settings().spreadSeconds());
        reply.send(Answers.of(Status.CREATED, body.encode()).at("/p/" + cap.toBase64Url()));
    }

    /** The same id; peers of one realm share its octets, where each brought a copy. */
    private KnownPeer.Id sharing(KnownPeer.Id id) {
        if (!realm.equals(id.realm())) {
            realm = id.realm();
        }
        return new KnownPeer.Id(realm, id.pid());
    }

    void refresh(Octets cap, Reply reply) {
        KnownPeer peer = byCap.get(cap);
        if (peer == null) {
            reply.send(Answers.NOT_FOUND);
            return;
        }
        peer.refresh();
        means.neighbours().announce(peer);
        reply.send(Answers.of(Status.CHANGED, new Refreshed(peer.lifetimeSeconds()).encode()));
    }

    /** Gone, also when it was not there; open offers are cancelled with it. */
    void remove(Octets cap, Reply reply) {
        KnownPeer peer = byCap.get(cap);
        if (peer != null) {
            forget(peer);
        }
        reply.send(Answers.done(Status.DELETED));
    }

    void inbox(Octets cap, Reply reply) {
        KnownPeer peer = byCap.get(cap);
        reply.send(peer == null ? Answers.NOT_FOUND : peer.inbox());
    }

    void watch(Octets cap, Reply reply) {
        KnownPeer peer = byCap.get(cap);
        if (peer == null) {
            reply.send(Answers.NOT_FOUND);
            return;
        }
        AtomicReference<Observer> itself = new AtomicReference<>();
        Runnable left = () -> means.agenda().turn(() -> unwatch(peer, itself.get()));
        itself.set(reply.observe(peer.inbox(), left));
        peer.watch(itself.get());
    }

    private static void unwatch(KnownPeer peer, Observer observer) {
        if (observer != null) {
            peer.unwatch(observer);
        }
    }

    /** Tells a cluster that was joined later of everyone who is here. */
    void announce() {
        announce(List.copyOf(byId.values()).iterator());
    }

    /** So many a turn: a full register would hold up everyone else. */
    private void announce(Iterator<KnownPeer> rest) {
        for (int i = 0; i < ANNOUNCED_A_TURN && rest.hasNext(); i++) {
            KnownPeer peer = rest.next();
            if (byId.get(peer.id()) == peer) {
                means.neighbours().announce(peer);
            }
        }
        if (rest.hasNext()) {
            means.agenda().turn(() -> announce(rest));
        }
    }

    void close() {
        List.copyOf(byId.values()).forEach(this::forget);
    }

    private void forget(KnownPeer peer) {
        byCap.remove(peer.cap());
        byId.remove(peer.id());
        means.neighbours().withdraw(peer);
        peer.stop();
        peer.cancelOffers();
        count();
    }

    private void count() {
        means.counters().add(Counters.Count.PEERS, byId.size() - counted);
        counted = byId.size();
    }
}
