package dev.middleman.ka.server;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Observer;
import dev.middleman.api.control.Status;
import dev.middleman.wire.control.Accept;
import dev.middleman.wire.control.Inbox;
import dev.middleman.wire.control.Offer;
import dev.middleman.wire.control.RegisterPeer;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.Pid;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A registered peer, its open offers and who observes them. Lives in turns. */
final class KnownPeer implements Target {
    /** Who it is: a pid means something in one realm only. */
    record Id(Octets realm, Pid pid) {}

    private record Open(Octets blob, long expiresNs) {}

    private final Id id;
    private final Agenda agenda;
    // There are many peers, most of them observed once and without an offer: neither takes more room than that needs.
    private final Deque<Observer> watchers = new ArrayDeque<>(1);
    private Map<Octets, Open> offers = Map.of();

    private Accept accept;
    private int lifetimeSeconds;
    private Octets cap;
    private Lifetime lifetime;

    KnownPeer(Id id, Agenda agenda) {
        this.id = id;
        this.agenda = agenda;
    }

    /** Takes over a registration; the offers stay, observers of the earlier one are told to go. */
    void register(RegisterPeer newSettings, Octets newCap, Lifetime newLifetime) {
        stop();
        accept = newSettings.accept();
        lifetimeSeconds = newSettings.lt();
        cap = newCap;
        lifetime = newLifetime;
    }

    void refresh() {
        lifetime.refresh();
    }

    /** Ends this registration: no more expiry, and observers are told to go. */
    void stop() {
        if (lifetime != null) {
            lifetime.stop();
        }
        while (!watchers.isEmpty()) {
            watchers.remove().close();
        }
    }

    Id id() {
        return id;
    }

    Octets cap() {
        return cap;
    }

    Accept accept() {
        return accept;
    }

    int lifetimeSeconds() {
        return lifetimeSeconds;
    }

    boolean hasRoom() {
        return offers.size() < KaSettings.Sizes.INBOX;
    }

    @Override
    public boolean isOpen(Octets iid) {
        return offers.containsKey(iid);
    }

    @Override
    public void offer(Octets iid, Octets blob, long offerExpiresNs) {
        if (offers.isEmpty()) {
            offers = new LinkedHashMap<>();
        }
        offers.put(iid, new Open(blob, offerExpiresNs));
        tell();
    }

    @Override
    public void withdraw(Octets iid) {
        if (isOpen(iid)) {
            offers.remove(iid);
            if (offers.isEmpty()) {
                cancelOffers();
            }
            tell();
        }
    }

    void cancelOffers() {
        offers = Map.of();
    }

    /** The list of open offers, oldest first, as many as fit. */
    Answer inbox() {
        long nowNs = agenda.nowNs();
        List<Offer> oldestFirst = offers.entrySet().stream()
                .map(open -> new Offer(
                        open.getKey(),
                        Seconds.ceil(open.getValue().expiresNs() - nowNs),
                        open.getValue().blob()))
                .toList();
        return Answers.of(Status.CONTENT, Inbox.fitting(oldestFirst).encode());
    }

    void watch(Observer watcher) {
        if (watchers.size() == KaSettings.Sizes.WATCHERS) {
            watchers.remove().close();
        }
        watchers.add(watcher);
    }

    void unwatch(Observer watcher) {
        watchers.remove(watcher);
    }

    private void tell() {
        if (!watchers.isEmpty()) {
            Answer inbox = inbox();
            watchers.removeIf(watcher -> !watcher.notify(inbox));
        }
    }

    /** Says nothing: who it is belongs in no log. */
    @Override
    public String toString() {
        return "KnownPeer[hidden]";
    }
}
