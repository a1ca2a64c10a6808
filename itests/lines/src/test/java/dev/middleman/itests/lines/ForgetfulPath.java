package dev.middleman.itests.lines;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A UDP path to a server that loses the server's next datagrams when told to, and shows what passed. Owns one thread.
 */
final class ForgetfulPath implements AutoCloseable {
    private static final int MAX_SEEN = 10_000;

    final AtomicInteger lost = new AtomicInteger();
    /** The first datagrams that came from either side. */
    final Queue<byte[]> seen = new ConcurrentLinkedQueue<>();

    private final AtomicInteger toLose = new AtomicInteger();
    private final InetSocketAddress server;
    private final Selector selector = Selector.open();
    private final DatagramChannel front = DatagramChannel.open();
    private final Map<SocketAddress, DatagramChannel> byClient = new HashMap<>();
    private final Thread thread = new Thread(this::run, "forgetful-path");
    private int noted;

    ForgetfulPath(int serverPort) throws IOException {
        server = new InetSocketAddress("127.0.0.1", serverPort);
        front.bind(new InetSocketAddress("127.0.0.1", 0)).configureBlocking(false);
        front.register(selector, SelectionKey.OP_READ);
        thread.start();
    }

    int port() throws IOException {
        return ((InetSocketAddress) front.getLocalAddress()).getPort();
    }

    /** The server's next datagrams vanish: its empty ACKs, or its answers. */
    void loseNext(int datagrams) {
        toLose.set(datagrams);
    }

    @Override
    public void close() throws IOException {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (DatagramChannel channel : byClient.values()) {
            channel.close();
        }
        front.close();
    }

    private void run() {
        ByteBuffer buffer = ByteBuffer.allocate(65_535);
        try {
            while (!Thread.currentThread().isInterrupted()) {
                selector.select();
                for (SelectionKey key : selector.selectedKeys()) {
                    buffer.clear();
                    SocketAddress from = ((DatagramChannel) key.channel()).receive(buffer);
                    if (from != null) {
                        pass(key, from, buffer.flip());
                    }
                }
                selector.selectedKeys().clear();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void pass(SelectionKey key, SocketAddress from, ByteBuffer datagram) throws IOException {
        note(datagram);
        if (key.channel() == front) {
            DatagramChannel channel = byClient.get(from);
            if (channel == null) {
                channel = DatagramChannel.open();
                channel.bind(new InetSocketAddress("127.0.0.1", 0)).configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ, from);
                byClient.put(from, channel);
            }
            channel.send(datagram, server);
        } else if (toLose.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            lost.incrementAndGet();
        } else {
            front.send(datagram, (SocketAddress) key.attachment());
        }
    }

    private void note(ByteBuffer datagram) {
        if (noted++ < MAX_SEEN) {
            byte[] bytes = new byte[datagram.remaining()];
            datagram.duplicate().get(bytes);
            seen.add(bytes);
        }
    }
}
