package dev.middleman.transport.memory;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.net.Families;
import dev.middleman.api.transport.Transport;
import dev.middleman.testkit.transport.TestPeer;
import dev.middleman.testkit.transport.TransportContract;
import dev.middleman.testkit.transport.TransportHarness;

/** The contract in "real" time: a thread turns the clock as fast as it can. */
class MemoryTransportContractTest extends TransportContract {

    @Override
    protected TransportHarness newHarness() {
        return new Harness();
    }

    private static final class Harness implements TransportHarness {
        private static final long STEP_NS = 1_000_000;

        private final MemoryNetwork network = MemoryNetwork.announced();
        private final Thread driver = new Thread(this::drive, "memory-network-driver");
        private volatile boolean closed;
        private int hosts;

        Harness() {
            driver.start();
        }

        private void drive() {
            while (!closed) {
                network.clock().advance(STEP_NS);
                Thread.yield();
            }
        }

        @Override
        public Transport transport() {
            return network.transport();
        }

        @Override
        public boolean serves(Families family) {
            return true;
        }

        @Override
        public Endpoint laneAddress(Families family) {
            return family == Families.IP4 ? MemoryNetwork.ip4(203, 0, 113, 7) : MemoryNetwork.ip6(7);
        }

        @Override
        public TestPeer peer(Families family) {
            hosts++;
            Endpoint address = family == Families.IP4
                    ? MemoryNetwork.ip4(198, 51, 100 + hosts / 250, 1 + hosts % 250)
                    : MemoryNetwork.ip6(1_000L + hosts);
            return new Peer(network.host(address).socket());
        }

        @Override
        public boolean hasLaneThreads() {
            return false;
        }

        @Override
        public boolean usesKernelSockets() {
            return false;
        }

        @Override
        public long directBytes() {
            return -1;
        }

        @Override
        public void close() {
            closed = true;
            try {
                driver.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private record Peer(MemorySocket socket) implements TestPeer {
        @Override
        public Endpoint local() {
            return socket.local();
        }

        @Override
        public void send(Endpoint to, byte[] payload) {
            socket.send(to, payload);
        }

        @Override
        public Arrival receive() {
            try {
                Received received = socket.receive(PATIENCE_MS * 1_000_000);
                if (received == null) {
                    throw new AssertionError("no datagram came");
                }
                return new Arrival(received.source(), received.payload());
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
