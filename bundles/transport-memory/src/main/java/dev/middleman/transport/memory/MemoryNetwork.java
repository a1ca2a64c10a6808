package dev.middleman.transport.memory;

import dev.middleman.api.net.Endpoint;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A network that exists in memory and in virtual time: hosts, NATs and lanes exchange datagrams over lines with faults,
 * and one seed decides everything that is drawn.
 *
 * <p>Threading: nothing happens until {@link #clock()} is turned; then everything happens on the thread that turns it.
 * Topology (hosts, NATs, lines, cuts) may be changed by any thread between two steps, or by a task of the clock.
 *
 * <pre>{@code
 * MemoryNetwork network = MemoryNetwork.announced();
 * MemorySocket alice = network.host(MemoryNetwork.ip4(198, 51, 100, 1)).socket();
 * Lane lane = network.transport().open(spec, handler);
 * alice.send(relayEndpoint, payload);
 * network.clock().advance(1_000_000);
 * }</pre>
 */
public final class MemoryNetwork {
    private final long seed;
    private final VirtualClock clock = new VirtualClock();
    private final Counts counts = new Counts();
    private final SplittableRandom random;
    private final Internet internet;
    private final MemoryTransport transport;

    /** A network whose every draw follows from the seed. */
    public MemoryNetwork(long seed) {
        this.seed = seed;
        random = new SplittableRandom(seed);
        internet = new Internet(random.split());
        transport = new MemoryTransport(this);
    }

    /** A network with a new seed, or the one of the system property {@code middleman.seed}; prints which. */
    public static MemoryNetwork announced() {
        Long given = Long.getLong("middleman.seed");
        MemoryNetwork network = new MemoryNetwork(given != null ? given : new Random().nextLong());
        System.out.println(network + "; -Dmiddleman.seed=" + network.seed + " repeats it");
        return network;
    }

    /** The IPv4 address {@code a.b.c.d}, port 0. */
    public static Endpoint ip4(int a, int b, int c, int d) {
        return Endpoint.ofIp4(a << 24 | b << 16 | c << 8 | d, 0);
    }

    /** An address of 2001:db8::/32 (RFC 3849) with the given last 64 bits, port 0. */
    public static Endpoint ip6(long low) {
        return new Endpoint(0x2001_0db8_0000_0000L, low, 0);
    }

    public long seed() {
        return seed;
    }

    /** The network's time. */
    public VirtualClock clock() {
        return clock;
    }

    /** Opens lanes on this network, at any address that the spec names. */
    public MemoryTransport transport() {
        return transport;
    }

    /** What became of the datagrams so far. */
    public Counts counts() {
        return counts;
    }

    /** A host with a public address. Several hosts may share one address; their sockets share its ports. */
    public MemoryHost host(Endpoint address) {
        return new MemoryHost(this, internet, address);
    }

    /** A NAT with a public address. */
    public Nat nat(NatType type, Endpoint publicAddress) {
        return natIn(internet, type, publicAddress);
    }

    /**
     * Sets the access lines of a public address (a host's, a NAT's or a lane's). Datagrams under way are not affected.
     *
     * @param up from the address to the network
     * @param down from the network to the address
     */
    public void line(Endpoint address, Link up, Link down) {
        clock.exclusively(() -> {
            internet.wire(internet.up, address).change(up);
            internet.wire(internet.down, address).change(down);
        });
    }

    /** Separates two public addresses, both ways, until {@link #heal}. */
    public void cut(Endpoint one, Endpoint other) {
        clock.exclusively(() -> internet.cuts.add(Cut.between(one, other)));
    }

    /** Separates one public address from everybody, until {@link #heal(Endpoint)}. */
    public void cut(Endpoint address) {
        clock.exclusively(() -> internet.isolated.add(address.withPort(0)));
    }

    /** Ends a separation of two. */
    public void heal(Endpoint one, Endpoint other) {
        clock.exclusively(() -> internet.cuts.remove(Cut.between(one, other)));
    }

    /** Ends an isolation. */
    public void heal(Endpoint address) {
        clock.exclusively(() -> internet.isolated.remove(address.withPort(0)));
    }

    @Override
    public String toString() {
        return "memory network, seed " + seed;
    }

    Counts count() {
        return counts;
    }

    Realm internet() {
        return internet;
    }

    Nat natIn(Realm outside, NatType type, Endpoint address) {
        return new Nat(type, this, outside, address.withPort(0), random.split());
    }

    /** Two addresses in either order. */
    private record Cut(Set<Endpoint> ends) {
        static Cut between(Endpoint one, Endpoint other) {
            Set<Endpoint> ends = new HashSet<>();
            ends.add(one.withPort(0));
            ends.add(other.withPort(0));
            return new Cut(ends);
        }
    }

    /** The public realm: every address hangs on two wires, and cuts stand between addresses. */
    private final class Internet extends Realm {
        private final Map<Endpoint, Wire> up = new HashMap<>();
        private final Map<Endpoint, Wire> down = new HashMap<>();
        private final Set<Cut> cuts = new HashSet<>();
        private final Set<Endpoint> isolated = new HashSet<>();

        Internet(SplittableRandom random) {
            super(random);
        }

        private Wire wire(Map<Endpoint, Wire> wires, Endpoint address) {
            return wires.computeIfAbsent(address.withPort(0), a -> new Wire(Link.PERFECT, random.split()));
        }

        @Override
        void send(Datagram datagram) {
            counts.sent();
            over(wire(up, datagram.source()), datagram, this::descend);
        }

        private void descend(Datagram datagram) {
            if (separated(datagram.source(), datagram.destination())) {
                counts.lost();
                datagram.wipe();
            } else {
                over(wire(down, datagram.destination()), datagram, this::deliver);
            }
        }

        private void over(Wire wire, Datagram datagram, Receiver next) {
            long[] arrivals = wire.carry(clock.nowNs());
            if (arrivals.length == 0) {
                counts.lost();
                datagram.wipe();
                return;
            }
            for (int i = 1; i < arrivals.length; i++) {
                counts.duplicated();
                Datagram copy = datagram.copy();
                clock.after(arrivals[i] - clock.nowNs(), () -> next.arrive(copy));
            }
            clock.after(arrivals[0] - clock.nowNs(), () -> next.arrive(datagram));
        }

        private boolean separated(Endpoint one, Endpoint other) {
            return isolated.contains(one.withPort(0))
                    || isolated.contains(other.withPort(0))
                    || !cuts.isEmpty() && cuts.contains(Cut.between(one, other));
        }

        private void deliver(Datagram datagram) {
            Receiver receiver = at(datagram.destination());
            if (receiver == null) {
                counts.unroutable();
                datagram.wipe();
            } else {
                receiver.arrive(datagram);
            }
        }
    }
}
