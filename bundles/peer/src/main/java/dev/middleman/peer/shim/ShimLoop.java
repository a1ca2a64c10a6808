package dev.middleman.peer.shim;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;

/**
 * Reads a shim's local sockets. Thread-safe; owns one thread, which calls the handlers.
 */
final class ShimLoop implements AutoCloseable {
    private static final int MAX_DATAGRAM = 65_535;
    private static final int DATAGRAMS_PER_TURN = 64;
    private static final int BUFFER_BYTES = 1 << 20;
    private static final int MAX_OPENING = 256;
    private static final long CLOSE_MS = 2_000;

    /** Gets what a program sent. */
    @FunctionalInterface
    interface Handler {
        /** @param datagram lent for this call */
        void onDatagram(InetSocketAddress from, ByteBuffer datagram);
    }

    private record Opening(DatagramChannel channel, Handler handler) {}

    private final Selector selector = Selector.open();
    private final Queue<Opening> opening = new ArrayBlockingQueue<>(MAX_OPENING);
    private final Thread thread;
    private volatile boolean closing;

    ShimLoop(String threadName) throws IOException {
        thread = new Thread(this::run, threadName);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Binds a local socket and reads it from now on.
     *
     * @throws IOException when it cannot be bound, or too many are being opened at once
     */
    DatagramChannel open(InetSocketAddress local, Handler handler) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_BYTES);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, BUFFER_BYTES);
            channel.bind(local);
            if (closing || !opening.offer(new Opening(channel, handler))) {
                throw new IOException("the shim is closed, or opens more than " + MAX_OPENING + " sockets at once");
            }
            selector.wakeup();
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void close() {
        closing = true;
        selector.wakeup();
        if (Thread.currentThread() != thread) {
            try {
                thread.join(CLOSE_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(MAX_DATAGRAM);
        try (selector) {
            while (!closing) {
                selector.select();
                register();
                for (SelectionKey key : selector.selectedKeys()) {
                    read(key, buffer);
                }
                selector.selectedKeys().clear();
            }
            register();
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
        } catch (IOException e) {
            closing = true;
        }
    }

    private void register() throws IOException {
        for (Opening next = opening.poll(); next != null; next = opening.poll()) {
            if (next.channel().isOpen()) {
                next.channel().register(selector, SelectionKey.OP_READ, next.handler());
            }
        }
    }

    private void read(SelectionKey key, ByteBuffer buffer) {
        DatagramChannel channel = (DatagramChannel) key.channel();
        Handler handler = (Handler) key.attachment();
        try {
            for (int i = 0; i < DATAGRAMS_PER_TURN; i++) {
                buffer.clear();
                InetSocketAddress from = (InetSocketAddress) channel.receive(buffer);
                if (from == null) {
                    return;
                }
                handler.onDatagram(from, buffer.flip());
            }
        } catch (IOException | RuntimeException e) {
            key.cancel(); // closed by its owner under our feet; the other sockets go on
        }
    }
}
