package dev.middleman.coap;

import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.eclipse.californium.scandium.ConnectionListener;
import org.eclipse.californium.scandium.dtls.Connection;
import org.eclipse.californium.scandium.dtls.ConnectionId;

/**
 * The established DTLS connections of one socket. Thread-safe; the listeners' methods run on the DTLS threads.
 *
 * <p>The DTLS layer hands a decrypted message up with its sender's address only. Which connection it came through is known
 * from the connection whose queue the thread is working on ({@link #beforeExecution}).
 */
final class Links implements ConnectionListener {

    private final Map<ConnectionId, Link> byConnection = new ConcurrentHashMap<>();
    private final Map<InetSocketAddress, Link> byLabel = new ConcurrentHashMap<>();
    private final ThreadLocal<Connection> executing = new ThreadLocal<>();
    private final Link expected;
    private volatile Consumer<Link> established = link -> {};
    private volatile Consumer<Link> removed = link -> {};

    /** @param expected the one connection to be opened from here, or {@code null} where others open them */
    Links(Link expected) {
        this.expected = expected;
        if (expected != null) {
            byLabel.put(expected.labelAddress(), expected);
        }
    }

    void listen(Consumer<Link> whenEstablished, Consumer<Link> whenRemoved) {
        established = whenEstablished;
        removed = whenRemoved;
    }

    /** How many are established. */
    int size() {
        return byConnection.size();
    }

    List<Link> all() {
        return List.copyOf(byConnection.values());
    }

    /** Makes every link one turn older. */
    void turn() {
        byConnection.values().forEach(Link::turn);
    }

    /** The one that was heard from least recently. */
    Optional<Link> mostIdle() {
        return byConnection.values().stream().max(Comparator.comparingInt(Link::idleTurns));
    }

    /** The link that the CoAP layer knows by this label; {@code null} when it is gone. */
    Link labelled(InetSocketAddress label) {
        return byLabel.get(label);
    }

    /** The connection whose work the calling thread is doing; {@code null} when none. */
    Connection executing() {
        return executing.get();
    }

    /** The link of {@link #executing()}; {@code null} when none. */
    Link current() {
        Connection connection = executing.get();
        return connection == null ? null : byConnection.get(connection.getConnectionId());
    }

    void remove(Connection connection) {
        Link link = byConnection.remove(connection.getConnectionId());
        if (link != null) {
            byLabel.remove(link.labelAddress(), link);
            removed.accept(link);
        }
    }

    @Override
    public void onConnectionEstablished(Connection connection) {
        Link link;
        if (expected == null) {
            link = Link.of(connection);
        } else {
            link = expected;
            link.attach(connection);
        }
        byConnection.put(connection.getConnectionId(), link);
        byLabel.put(link.labelAddress(), link);
        established.accept(link);
    }

    @Override
    public void onConnectionRemoved(Connection connection) {
        remove(connection);
    }

    @Override
    public boolean onConnectionUpdatesSequenceNumbers(Connection connection, boolean writeSequenceNumber) {
        return false;
    }

    @Override
    public boolean onConnectionMacError(Connection connection) {
        return false;
    }

    @Override
    public void beforeExecution(Connection connection) {
        executing.set(connection);
    }

    @Override
    public void updateExecution(Connection connection) {
        // Nothing of ours depends on it.
    }

    @Override
    public void afterExecution(Connection connection) {
        executing.remove();
    }
}
