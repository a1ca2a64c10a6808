package dev.middleman.peer;

import dev.middleman.api.control.ControlClient;
import dev.middleman.api.net.Endpoint;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.peer.line.RealTime;
import dev.middleman.peer.seal.Mode;
import dev.middleman.wire.id.KaAddress;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.RealmDocument;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/** Describes a peer. For one thread. */
public final class PeerBuilder {
    private Octets realmId;
    private List<KaAddress> servers = List.of();
    private Identity identity;
    private ControlClient control;
    private Optional<Endpoint> bind = Optional.empty();
    private Optional<Membership> membership = Optional.empty();
    private boolean sealed = true;
    private boolean agent;

    PeerBuilder() {}

    /** The realm and its KA servers. Whether the document has expired is for the caller to check. */
    public PeerBuilder realm(RealmDocument document) {
        return realmId(document.realmId()).servers(document.servers());
    }

    /** The realm alone, 32 bytes; name {@link #servers} too. */
    public PeerBuilder realmId(Octets id) {
        realmId = id;
        return this;
    }

    /** Other KA servers than those of the realm document. */
    public PeerBuilder servers(List<KaAddress> addresses) {
        servers = List.copyOf(addresses);
        return this;
    }

    /** Who the peer is. Left out: a key that is made now and dies with the peer. */
    public PeerBuilder identity(Identity key) {
        identity = key;
        return this;
    }

    /**
     * Shows in every call that the peer is a member of the realm, for targets that accept members only. The price: such
     * look-ups are signed, so the KA server learns who calls. Left out: nobody learns it.
     */
    public PeerBuilder membership(Membership shown) {
        membership = Optional.of(shown);
        return this;
    }

    /** How to reach KA servers. Left out: the first one that {@link ServiceLoader} finds. */
    public PeerBuilder control(ControlClient client) {
        control = client;
        return this;
    }

    /** The local address of every socket; its port is ignored. Left out: the system chooses. */
    public PeerBuilder bind(Endpoint local) {
        bind = Optional.of(local.withPort(0));
        return this;
    }

    /**
     * Whether lines are encrypted end to end by the library (the default), or carry the program's bytes as they are. Both
     * sides of a line must have the same; a call between two that have not fails before anything is sent.
     */
    public PeerBuilder sealed(boolean endToEnd) {
        sealed = endToEnd;
        return this;
    }

    /**
     * Makes the peer an {@link Agent}'s: its lines belong to an unmodified program on this host, which sends to the middle-man
     * itself, and whose address the peer proves (latch mode A). They are plain, and carry nothing from here.
     */
    public PeerBuilder agent() {
        agent = true;
        return sealed(false);
    }

    /** @throws IllegalStateException when the realm, its servers or a control client is missing */
    public Peer build() {
        if (realmId == null || servers.isEmpty()) {
            throw new IllegalStateException("a peer needs a realm and at least one KA server");
        }
        return new PeerImpl(this, control != null ? control : findControl(), new RealTime("m2-peer-time"));
    }

    Octets realm() {
        return realmId;
    }

    List<KaAddress> serverList() {
        return servers;
    }

    Identity identityOrNew() {
        return identity != null ? identity : Identity.create();
    }

    Optional<Membership> membershipIfAny() {
        return membership;
    }

    Optional<Endpoint> bindAddress() {
        return bind;
    }

    Mode mode() {
        return sealed && !agent ? Mode.SEALED : Mode.PLAIN;
    }

    LatchMode latch() {
        return agent ? LatchMode.ARM : LatchMode.KNOCK;
    }

    private static ControlClient findControl() {
        return ServiceLoader.load(ControlClient.class, PeerBuilder.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no ControlClient is on the class path"));
    }
}
