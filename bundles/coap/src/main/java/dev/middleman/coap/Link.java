package dev.middleman.coap;

import dev.middleman.api.net.Endpoint;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import org.eclipse.californium.elements.AddressEndpointContext;
import org.eclipse.californium.elements.EndpointContext;
import org.eclipse.californium.scandium.dtls.Connection;

/**
 * One DTLS connection as the CoAP layer sees it: under a label that stays the same when the other side's address changes.
 * Thread-safe.
 *
 * <p>The CoAP layer keys its exchanges, message ids and observations by the peer's address. It gets the label instead, a
 * made-up address out of fd00::/8 that never leaves the process: so an answer, a notification or a retransmission finds its
 * association wherever the peer is by then, and none of the CoAP layer's objects holds a peer's address.
 */
final class Link {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final byte UNIQUE_LOCAL = (byte) 0xfd;
    private static final int LABEL_PORT = 5_684;

    private final long id = RANDOM.nextLong();
    private final EndpointContext label = new AddressEndpointContext(labelOf(id));
    private final InetSocketAddress first;
    private volatile Connection connection;
    private volatile Endpoint remote;
    private volatile int idleTurns;

    private Link(InetSocketAddress first) {
        this.first = first;
        this.remote = Addresses.endpoint(first);
    }

    /** A connection to be opened. */
    static Link to(InetSocketAddress server) {
        return new Link(server);
    }

    /** A connection that the other side opened. */
    static Link of(Connection connection) {
        Link link = new Link(connection.getPeerAddress());
        link.connection = connection;
        return link;
    }

    long id() {
        return id;
    }

    EndpointContext label() {
        return label;
    }

    InetSocketAddress labelAddress() {
        return label.getPeerAddress();
    }

    /** Where the last message came from; at first where it was opened from or to. */
    Endpoint remote() {
        return remote;
    }

    void heardFrom(InetSocketAddress address) {
        remote = Addresses.endpoint(address);
        idleTurns = 0;
    }

    /** Turns of {@link Links#turn} since something was heard. */
    int idleTurns() {
        return idleTurns;
    }

    /** Called on one thread at a time; one that is heard from meanwhile may look one turn older. */
    void turn() {
        int turns = idleTurns;
        idleTurns = turns + 1;
    }

    void attach(Connection established) {
        connection = established;
    }

    /** The DTLS connection; {@code null} before the handshake. */
    Connection connection() {
        return connection;
    }

    /** Where to send now; {@code null} when the connection has no address any more. */
    InetSocketAddress target() {
        Connection current = connection;
        return current == null ? first : current.getPeerAddress();
    }

    private static InetSocketAddress labelOf(long id) {
        byte[] address = ByteBuffer.allocate(16)
                .put(UNIQUE_LOCAL)
                .position(8)
                .putLong(id)
                .array();
        try {
            return new InetSocketAddress(Inet6Address.getByAddress(null, address, -1), LABEL_PORT);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("16 bytes are an IPv6 address", e);
        }
    }
}
