package dev.middleman.itests.system.exchange;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/**
 * A plain UDP socket with one counterpart: whom it was told, or who spoke first. Confined to one thread.
 */
final class Wire implements AutoCloseable {

    private static final int SOCKET_BUFFER = 1 << 20;

    private final DatagramChannel channel;
    private final Selector selector;
    private final ByteBuffer buffer = ByteBuffer.allocate(65_536);
    private SocketAddress counterpart;

    /**
     * @param local where to bind
     * @param counterpart null = whoever speaks first
     */
    Wire(SocketAddress local, SocketAddress counterpart) throws IOException {
        channel = DatagramChannel.open();
        channel.setOption(StandardSocketOptions.SO_RCVBUF, SOCKET_BUFFER);
        channel.bind(local);
        channel.configureBlocking(false);
        selector = Selector.open();
        channel.register(selector, SelectionKey.OP_READ);
        this.counterpart = counterpart;
    }

    int port() throws IOException {
        return ((InetSocketAddress) channel.getLocalAddress()).getPort();
    }

    boolean hasCounterpart() {
        return counterpart != null;
    }

    void send(ByteBuffer datagram) throws IOException {
        if (counterpart != null) {
            channel.send(datagram, counterpart);
        }
    }

    /** The next datagram, valid until the next call; null when none came within the time. */
    ByteBuffer receive(long waitNs) throws IOException {
        ByteBuffer datagram = poll();
        if (datagram == null && waitNs > 0) {
            selector.select(Math.max(1, waitNs / 1_000_000));
            selector.selectedKeys().clear();
            datagram = poll();
        }
        return datagram;
    }

    private ByteBuffer poll() throws IOException {
        buffer.clear();
        SocketAddress from = channel.receive(buffer);
        if (from == null) {
            return null;
        }
        if (counterpart == null) {
            counterpart = from;
        }
        return buffer.flip();
    }

    @Override
    public void close() throws IOException {
        selector.close();
        channel.close();
    }
}
