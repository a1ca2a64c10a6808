package dev.middleman.peer;

import dev.middleman.api.control.ControlClient;
import dev.middleman.api.net.Endpoint;
import dev.middleman.wire.id.Octets;
import java.util.Optional;

/** Describes a peer. For one thread. */
public final class PeerBuilder {
    private Octets realmId;
    private Identity identity;
    private ControlClient control;
    private Optional<Endpoint> bind = Optional.empty();
    private boolean sealed = true;

    PeerBuilder() {}

    /** The realm, 32 bytes. */
    public PeerBuilder realmId(Octets id) {
        realmId = id;
        return this;
    }

    /** Who the peer is. Left out: a key that is made now and dies with the peer. */
    public PeerBuilder identity(Identity key) {
        identity = key;
        return this;
    }

    /** How to reach KA servers. Left out: the first one that {@link java.util.ServiceLoader} finds. */
    public PeerBuilder control(ControlClient client) {
        control = client;
        return this;
    }

    /** The local address of every socket; its port is ignored. Left out: the system chooses. */
    public PeerBuilder bind(Endpoint local) {
        bind = Optional.of(local);
        return this;
    }

    /**
     * Whether lines are encrypted end to end by the library (the default), or carry the program's bytes as they are. Both
     * sides of a line must have the same.
     */
    public PeerBuilder sealed(boolean endToEnd) {
        sealed = endToEnd;
        return this;
    }

    /** @throws IllegalStateException when the realm or a control client is missing */
    public Peer build() {
        throw new UnsupportedOperationException("not there yet: " + realmId + identity + control + bind + sealed);
    }
}
