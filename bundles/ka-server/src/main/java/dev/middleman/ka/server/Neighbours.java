package dev.middleman.ka.server;

import dev.middleman.api.cluster.Cluster;
import dev.middleman.api.cluster.ClusterHome;
import dev.middleman.api.cluster.Letter;
import dev.middleman.api.cluster.PeerName;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.Pid;
import java.util.OptionalLong;

/**
 * The other members of the cluster, as the desks see them. A server that runs on one machine has none, and nothing here
 * does anything then. Thread-safe.
 */
final class Neighbours {
    private volatile Cluster cluster;

    void join(Cluster found, ClusterHome home) {
        cluster = found;
        found.join(home);
    }

    /** Does nothing where another cluster was joined since. */
    void leave(Cluster gone, ClusterHome home) {
        if (cluster == gone) {
            cluster = null;
        }
        gone.leave(home);
    }

    /** Leaves whatever was joined. */
    void leave(ClusterHome home) {
        Cluster joined = cluster;
        if (joined != null) {
            leave(joined, home);
        }
    }

    /** This peer has just shown itself here. */
    void announce(KnownPeer peer) {
        Cluster others = cluster;
        if (others != null) {
            others.announce(name(peer.id()), peer.lifetimeSeconds());
        }
    }

    /** This peer is not registered here any more. */
    void withdraw(KnownPeer peer) {
        Cluster others = cluster;
        if (others != null) {
            others.withdraw(name(peer.id()));
        }
    }

    /** At which other member the peer showed itself last; empty when it was here, or nowhere. */
    OptionalLong holder(KnownPeer.Id id) {
        Cluster others = cluster;
        return others == null ? OptionalLong.empty() : others.holder(name(id));
    }

    /** Tells a caller and its target from other pairs, for other members too, and names neither. */
    byte[] mark(byte[] pair) {
        Cluster others = cluster;
        return others == null ? new byte[Letter.MARK_BYTES] : others.mark(pair);
    }

    void send(long member, Letter letter) {
        Cluster others = cluster;
        if (others != null) {
            others.send(member, letter);
        }
    }

    /** A letter had to be dropped for want of room. */
    void untaken() {
        Cluster others = cluster;
        if (others != null) {
            others.untaken();
        }
    }

    static KnownPeer.Id id(PeerName name) {
        return new KnownPeer.Id(Octets.of(name.realm()), new Pid(name.high(), name.low()));
    }

    static PeerName name(KnownPeer.Id id) {
        return new PeerName(id.realm().toArray(), id.pid().high(), id.pid().low());
    }
}
