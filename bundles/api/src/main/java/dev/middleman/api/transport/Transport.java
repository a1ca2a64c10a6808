package dev.middleman.api.transport;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A way to the network. The engine uses the registered transport with the highest service ranking.
 *
 * <p>Thread-safe. A transport owns threads and sockets through the lanes that it opened, and nothing else: when its
 * component is deactivated while lanes are open, it closes them.
 */
@ConsumerType
public interface Transport {

    /** A short name for consoles and configuration, such as {@code netty-epoll}. */
    String name();

    /**
     * Whether what a swap needs is slow the first time, because classes are loaded and compiled then. The engine plays such a
     * swap on some ports of the system's choice before it moves lines.
     */
    default boolean startsCold() {
        return false;
    }

    /**
     * Binds the ports and starts the lane's thread. Blocks until every port is bound; binds all or none.
     *
     * @param spec which ports on which local addresses
     * @param handler told of every burst, on the lane's thread only
     * @throws TransportException when a port cannot be bound, or not beside another lane; names the local port, never a peer
     */
    Lane open(LaneSpec spec, BurstHandler handler) throws TransportException;
}
