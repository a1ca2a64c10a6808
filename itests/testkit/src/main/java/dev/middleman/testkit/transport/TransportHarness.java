package dev.middleman.testkit.transport;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.net.Families;
import dev.middleman.api.transport.Transport;

/**
 * A transport under test and the network around it. Made for one test, used by the test's thread, closed after it.
 */
public interface TransportHarness extends AutoCloseable {

    Transport transport();

    /** Whether this machine has an address of the family for lanes and peers. */
    boolean serves(Families family);

    /** A local address for lanes, port 0. */
    Endpoint laneAddress(Families family);

    /** Another party on the network. Closed by the harness. */
    TestPeer peer(Families family);

    /** Whether a lane has a thread of its own, which carries its name. */
    boolean hasLaneThreads();

    /**
     * Whether datagrams go through the kernel: only there can they be sent as a train, can an interface go down or the number
     * of open files be limited. The other cases of the contract ask for none of these.
     */
    boolean usesKernelSockets();

    /** Whether a lane of this transport can tell who gets what arrives, while two have the ports. */
    default boolean steers() {
        return true;
    }

    /** Direct memory that the transport's lanes hold now, bytes; -1 where lanes use none. */
    long directBytes();

    @Override
    void close();
}
