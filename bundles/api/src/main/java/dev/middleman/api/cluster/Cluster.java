package dev.middleman.api.cluster;

import java.util.OptionalLong;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The other members of a KA server that runs on several machines. Knows which of them holds a peer's registration, and
 * carries letters there. Thread-safe; no call blocks, and what a full queue cannot take is lost and counted.
 *
 * <p>A peer may be registered at several members, by its own will or because one of them is gone. It is called where it
 * showed itself last.
 */
@ConsumerType
public interface Cluster {

    /** From now on letters are delivered there. One at a time: it takes the place of an earlier one. */
    void join(ClusterHome home);

    /** No more letters are delivered there, and the other members forget its peers. Does nothing where it has not joined. */
    void leave(ClusterHome home);

    /**
     * This peer has just shown itself here: registered, or refreshed its registration.
     *
     * @param lifetimeSeconds how long it is registered from now on, unless it shows itself again; more than 0
     */
    void announce(PeerName name, int lifetimeSeconds);

    /** This peer is no longer registered here. */
    void withdraw(PeerName name);

    /** At which other member the peer showed itself last; empty when it was here, or nowhere, as far as is known. */
    OptionalLong holder(PeerName name);

    /**
     * Sends a letter. It may get lost.
     *
     * @param member as {@link #holder} or {@link ClusterHome#deliver} named it
     */
    void send(long member, Letter letter);

    /** A letter that came could not be taken: the KA server has no room for more. Counted. */
    void untaken();

    /** What nobody but the members can tell from noise, and all of them make alike of the same bytes; 16 bytes. */
    byte[] mark(byte[] what);
}
