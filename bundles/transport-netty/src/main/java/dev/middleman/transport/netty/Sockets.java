package dev.middleman.transport.netty;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.transport.LaneSpec;
import io.netty.channel.IoHandlerFactory;
import java.io.IOException;
import java.util.Optional;

/** A kind of sockets and the event loop that goes with it. Thread-safe. */
interface Sockets {

    /** The name of the transport that uses them. */
    String name();

    IoHandlerFactory ioHandlers();

    /** For a lane that is about to bind: what counts drops where its sockets do not; empty where they do. */
    default Optional<DropTable> dropTable() {
        return Optional.empty();
    }

    /**
     * A new socket.
     *
     * @param address local address; its port is ignored
     * @param port 1 to 65535, or 0 for one that the system chooses
     * @param spec of the lane: which buffers are wanted, and whether another lane has the port and shares it
     */
    UdpSocket bind(Endpoint address, int port, LaneSpec spec) throws IOException;
}
