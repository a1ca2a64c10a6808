package dev.middleman.transport.memory;

import dev.middleman.api.net.Endpoint;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * An address space: the internet, or what lies behind a NAT. Touched on the stepping thread, or while no step runs.
 */
abstract class Realm {
    private static final int EPHEMERAL_FIRST = 32_768;
    private static final int EPHEMERAL_LAST = 60_999;

    private final Map<Endpoint, Receiver> bound = new HashMap<>();
    private final SplittableRandom random;

    Realm(SplittableRandom random) {
        this.random = random;
    }

    /** Sends from an endpoint of this realm to wherever the destination is. */
    abstract void send(Datagram datagram);

    /** Answers false when somebody is there. */
    final boolean bind(Endpoint at, Receiver receiver) {
        return bound.putIfAbsent(at, receiver) == null;
    }

    /** Gives an endpoint that somebody has to another one. */
    final void rebind(Endpoint at, Receiver receiver) {
        bound.put(at, receiver);
    }

    final void unbind(Endpoint at) {
        bound.remove(at);
    }

    final Receiver at(Endpoint endpoint) {
        return bound.get(endpoint);
    }

    /** A port that is free on the address; 0 when there is none. */
    final int freePort(Endpoint address) {
        int[] one = freePorts(1, address);
        return one.length == 0 ? 0 : one[0];
    }

    /** So many ports, ascending, each free on every given address; fewer when there are not that many. */
    final int[] freePorts(int count, Endpoint... addresses) {
        int ports = EPHEMERAL_LAST - EPHEMERAL_FIRST + 1;
        int start = random.nextInt(ports);
        return IntStream.range(0, ports)
                .map(i -> EPHEMERAL_FIRST + (start + i) % ports)
                .filter(port -> isFree(port, addresses))
                .limit(count)
                .sorted()
                .toArray();
    }

    private boolean isFree(int port, Endpoint... addresses) {
        for (Endpoint address : addresses) {
            if (bound.containsKey(address.withPort(port))) {
                return false;
            }
        }
        return true;
    }
}
