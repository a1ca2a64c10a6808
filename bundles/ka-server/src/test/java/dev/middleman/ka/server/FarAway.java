package dev.middleman.ka.server;

import dev.middleman.api.cluster.Cluster;
import dev.middleman.api.cluster.ClusterHome;
import dev.middleman.api.cluster.Letter;
import dev.middleman.api.cluster.PeerName;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Another member, which holds some peers and never says a word. Thread-safe. */
final class FarAway implements Cluster {
    final Set<Long> peers = ConcurrentHashMap.newKeySet();
    final AtomicInteger offers = new AtomicInteger();

    @Override
    public void join(ClusterHome home) {
        // nothing comes
    }

    @Override
    public void leave(ClusterHome home) {
        // nothing came
    }

    @Override
    public void announce(PeerName name, int lifetimeSeconds) {
        // it does not listen
    }

    @Override
    public void withdraw(PeerName name) {
        // it does not listen
    }

    @Override
    public OptionalLong holder(PeerName name) {
        return peers.contains(name.low()) ? OptionalLong.of(1) : OptionalLong.empty();
    }

    @Override
    public void send(long member, Letter letter) {
        if (letter instanceof Letter.Offer) {
            offers.incrementAndGet();
        }
    }

    @Override
    public void untaken() {
        throw new AssertionError("nothing was sent");
    }

    @Override
    public byte[] mark(byte[] what) {
        return new byte[Letter.MARK_BYTES];
    }
}
