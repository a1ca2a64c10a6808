package dev.middleman.api.transport;

import java.util.Arrays;
import java.util.List;

/** Which ports a lane binds: a list, or a number of ports that the system chooses. */
public sealed interface PortPlan {

    /** The most ports of one node, over all its shards. */
    int MAX_PORTS = 4_096;

    /** How many ports this plan binds on each local address. */
    int count();

    /** Exactly these ports, in ascending order, none twice. */
    static PortPlan listed(int... ports) {
        return new Listed(Arrays.stream(ports).boxed().toList());
    }

    /** As many ports, chosen by the system. */
    static PortPlan ephemeral(int count) {
        return new Ephemeral(count);
    }

    /**
     * A list of ports.
     *
     * @param ports 1 to {@value #MAX_PORTS} of them, each 1 to 65535, strictly ascending
     */
    record Listed(List<Integer> ports) implements PortPlan {
        public Listed {
            ports = List.copyOf(ports);
            requireCount(ports.size());
            int last = 0;
            for (int port : ports) {
                if (port <= last || port > 65_535) {
                    throw new IllegalArgumentException(
                            "port " + port + " is not in 1..65535, or not greater than the one before it");
                }
                last = port;
            }
        }

        @Override
        public int count() {
            return ports.size();
        }
    }

    /**
     * A number of ports that the system chooses.
     *
     * @param count 1 to {@value #MAX_PORTS}
     */
    record Ephemeral(int count) implements PortPlan {
        public Ephemeral {
            requireCount(count);
        }
    }

    private static void requireCount(int count) {
        if (count < 1 || count > MAX_PORTS) {
            throw new IllegalArgumentException(count + " ports are not in 1.." + MAX_PORTS);
        }
    }
}
