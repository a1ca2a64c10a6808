package dev.middleman.transport.memory;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.transport.BurstHandler;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.LaneSpec;
import dev.middleman.api.transport.PortPlan;
import dev.middleman.api.transport.Transport;
import dev.middleman.api.transport.TransportException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Lanes on a {@link MemoryNetwork}. Thread-safe; what it opens runs on the stepping thread of the network's clock, so
 * "the lane's thread" is whoever turns the clock, and nothing happens while nobody does.
 */
public final class MemoryTransport implements Transport, AutoCloseable {
    private final MemoryNetwork network;
    private final Set<MemoryLane> lanes = ConcurrentHashMap.newKeySet();

    MemoryTransport(MemoryNetwork network) {
        this.network = network;
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public Lane open(LaneSpec spec, BurstHandler handler) throws TransportException {
        Endpoint[] addresses = Stream.concat(spec.ip4().stream(), spec.ip6().stream())
                .map(address -> address.withPort(0))
                .toArray(Endpoint[]::new);
        List<Integer> taken = new ArrayList<>();
        MemoryLane[] opened = new MemoryLane[1];
        network.clock().exclusively(() -> {
            Optional<MemoryLane> former = spec.beside() ? sharing(spec, addresses) : Optional.empty();
            int[] ports = former.map(MemoryLane::ports).orElseGet(() -> choose(spec.ports(), addresses, taken));
            if (taken.isEmpty()) {
                opened[0] = new MemoryLane(network, spec, ports, handler, lanes::remove);
                former.ifPresentOrElse(opened[0]::waitBeside, opened[0]::bind);
            }
        });
        if (!taken.isEmpty()) {
            throw new TransportException(
                    taken.get(0) == 0 ? "no ephemeral port is free" : "port " + taken.get(0) + " is in use");
        }
        lanes.add(opened[0]);
        return opened[0];
    }

    /** Closes every lane that is open. */
    @Override
    public void close() {
        lanes.forEach(MemoryLane::close);
    }

    /** The lane that has all these ports and shares them. */
    private Optional<MemoryLane> sharing(LaneSpec spec, Endpoint[] addresses) {
        if (!(spec.ports() instanceof PortPlan.Listed listed)) {
            return Optional.empty();
        }
        Receiver first =
                network.internet().at(addresses[0].withPort(listed.ports().get(0)));
        int[] wanted = listed.ports().stream().mapToInt(Integer::intValue).toArray();
        return first instanceof MemoryLane lane && lane.shares(spec) && Arrays.equals(lane.ports(), wanted)
                ? Optional.of(lane)
                : Optional.empty();
    }

    private int[] choose(PortPlan plan, Endpoint[] addresses, List<Integer> taken) {
        if (plan instanceof PortPlan.Listed listed) {
            for (int port : listed.ports()) {
                for (Endpoint address : addresses) {
                    if (network.internet().at(address.withPort(port)) != null) {
                        taken.add(port);
                    }
                }
            }
            return listed.ports().stream().mapToInt(Integer::intValue).toArray();
        }
        int[] ports = network.internet().freePorts(plan.count(), addresses);
        if (ports.length < plan.count()) {
            taken.add(0);
        }
        return ports;
    }
}
