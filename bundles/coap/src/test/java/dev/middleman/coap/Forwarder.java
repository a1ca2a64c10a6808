package dev.middleman.coap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * A NAT on loopback between one client and one server: it can change its outgoing port, and drop or record what passes.
 * Thread-safe.
 */
final class Forwarder implements AutoCloseable {

    /** A datagram on its way. */
    record Passing(boolean toServer, byte[] bytes) {
        /** DTLS content type of the first record (RFC 6347 section 4.1): 22 handshake, 23 data, 25 data with CID. */
        int type() {
            return bytes[0];
        }
    }

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final Selector selector;
    private final DatagramChannel front;
    private final InetSocketAddress server;
    private final List<Passing> passed = new CopyOnWriteArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocate(65_535);
    private volatile DatagramChannel back;
    private volatile InetSocketAddress client;
    private volatile Predicate<Passing> drop = passing -> false;

    Forwarder(int serverPort) {
        server = new InetSocketAddress(LOOPBACK, serverPort);
        try {
            selector = Selector.open();
            front = open();
            back = open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread thread = new Thread(this::run, "test-forwarder");
        thread.setDaemon(true);
        thread.start();
    }

    private DatagramChannel open() throws IOException {
        DatagramChannel channel = DatagramChannel.open().bind(new InetSocketAddress(LOOPBACK, 0));
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
        selector.wakeup();
        return channel;
    }

    /** Where the client connects to. */
    int port() {
        return front.socket().getLocalPort();
    }

    /** The port that the server sees. */
    int outgoingPort() {
        return back.socket().getLocalPort();
    }

    /** Leaves by another port from now on; the old one is closed. */
    void rebind() {
        try {
            DatagramChannel old = back;
            back = open();
            old.close();
            selector.wakeup();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Drops what the predicate says, from now on. Called on one thread. */
    void drop(Predicate<Passing> which) {
        drop = which;
    }

    /** Everything that came by, dropped or not. */
    List<Passing> passed() {
        return List.copyOf(passed);
    }

    private void run() {
        try {
            while (selector.isOpen()) {
                selector.select(this::read);
            }
        } catch (IOException | ClosedSelectorException e) {
            // Closed.
        }
    }

    private void read(SelectionKey key) {
        DatagramChannel channel = (DatagramChannel) key.channel();
        try {
            buffer.clear();
            InetSocketAddress source = (InetSocketAddress) channel.receive(buffer);
            if (source != null) {
                byte[] bytes = new byte[buffer.flip().remaining()];
                buffer.get(bytes);
                pass(channel == front, source, bytes);
            }
        } catch (IOException e) {
            // The old port of a rebinding.
        }
    }

    private void pass(boolean toServer, InetSocketAddress source, byte[] bytes) throws IOException {
        if (toServer) {
            client = source;
        }
        Passing passing = new Passing(toServer, bytes);
        passed.add(passing);
        if (drop.test(passing)) {
            return;
        }
        if (toServer) {
            back.send(ByteBuffer.wrap(bytes), server);
        } else {
            front.send(ByteBuffer.wrap(bytes), client);
        }
    }

    @Override
    public void close() {
        try {
            front.close();
            back.close();
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
