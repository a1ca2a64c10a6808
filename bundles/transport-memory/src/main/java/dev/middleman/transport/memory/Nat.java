package dev.middleman.transport.memory;

import dev.middleman.api.net.Endpoint;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A NAT with one public address and the realm behind it. NATs can be nested.
 *
 * <p>Threading: {@link #host} and {@link #rebind} may be called from any thread while no task of the clock waits for the
 * caller; everything else happens on the stepping thread.
 */
public final class Nat extends Realm {
    private final NatType type;
    private final MemoryNetwork network;
    private final Realm outside;
    private final Endpoint publicAddress;
    private final Map<Key, Mapping> byKey = new HashMap<>();
    /** Public endpoints of before the last rebinding: one that draws the same port again would not be one. */
    private final Set<Endpoint> retired = new HashSet<>();

    Nat(NatType type, MemoryNetwork network, Realm outside, Endpoint publicAddress, SplittableRandom random) {
        super(random);
        this.type = type;
        this.network = network;
        this.outside = outside;
        this.publicAddress = publicAddress;
    }

    /** A host behind this NAT; the address may be anything, also one that is used behind another NAT. */
    public MemoryHost host(Endpoint address) {
        return new MemoryHost(network, this, address);
    }

    /** A NAT behind this one. */
    public Nat nat(NatType innerType, Endpoint address) {
        return network.natIn(this, innerType, address);
    }

    /**
     * Forgets every mapping, as after a restart of the router: the next datagram from inside gets a new public port, and
     * what arrives at an old one is dropped.
     */
    public void rebind() {
        network.clock().exclusively(() -> {
            retired.clear();
            for (Mapping mapping : byKey.values()) {
                outside.unbind(mapping.mapped);
                retired.add(mapping.mapped);
            }
            byKey.clear();
        });
    }

    @Override
    void send(Datagram datagram) {
        Receiver neighbour = at(datagram.destination());
        if (neighbour != null) {
            neighbour.arrive(datagram);
            return;
        }
        Mapping mapping = byKey.computeIfAbsent(keyOf(datagram), this::map);
        if (mapping.mapped == null) {
            byKey.remove(keyOf(datagram));
            network.count().unroutable();
            datagram.wipe();
            return;
        }
        mapping.contacted.add(filterOf(datagram.destination()));
        outside.send(datagram.from(mapping.mapped));
    }

    private Key keyOf(Datagram datagram) {
        return new Key(datagram.source(), type == NatType.SYMMETRIC ? datagram.destination() : null);
    }

    private Mapping map(Key key) {
        Mapping mapping = new Mapping(key.inner, freshEndpoint());
        if (mapping.mapped != null) {
            outside.bind(mapping.mapped, datagram -> arriveAt(mapping, datagram));
        }
        return mapping;
    }

    private Endpoint freshEndpoint() {
        for (int attempt = 0; attempt < 64; attempt++) {
            Endpoint drawn = publicAddress.withPort(outside.freePort(publicAddress));
            if (drawn.port() != 0 && !retired.contains(drawn)) {
                return drawn;
            }
        }
        return null;
    }

    private void arriveAt(Mapping mapping, Datagram datagram) {
        boolean welcome = type == NatType.FULL_CONE || mapping.contacted.contains(filterOf(datagram.source()));
        Receiver receiver = at(mapping.inner);
        if (!welcome || receiver == null) {
            network.count().filtered();
            datagram.wipe();
            return;
        }
        receiver.arrive(datagram.to(mapping.inner));
    }

    private Endpoint filterOf(Endpoint remote) {
        return type == NatType.ADDRESS_RESTRICTED ? remote.withPort(0) : remote;
    }

    private record Key(Endpoint inner, Endpoint destination) {}

    private static final class Mapping {
        private final Endpoint inner;
        private final Endpoint mapped;
        private final Set<Endpoint> contacted = new HashSet<>();

        Mapping(Endpoint inner, Endpoint mapped) {
            this.inner = inner;
            this.mapped = mapped;
        }
    }
}
