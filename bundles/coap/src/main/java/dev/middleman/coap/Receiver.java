package dev.middleman.coap;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;

/**
 * One thread that reads the sockets of many associations. {@link #add} and the others may be called from any thread; the
 * sinks run on the receiving thread and must not block it.
 */
final class Receiver implements AutoCloseable {

    /** Larger than any record of DTLS 1.2 (RFC 6347 section 4.1) that fits a datagram. */
    private static final int BUFFER_BYTES = 65_535;

    /** After so many datagrams of one socket the others get their turn. */
    private static final int FAIR_SHARE = 64;

    private final Selector selector;
    private final Thread thread;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);

    private Receiver(Selector selector, String name) {
        this.selector = selector;
        // The thread's object may outlive it, in some list of others, and keeps its task; this one lets go of us at the
        // end.
        this.thread = new Thread(new FutureTask<>(this::run, null), name);
        thread.setDaemon(true);
    }

    static Receiver start(String name) {
        try {
            Receiver receiver = new Receiver(Selector.open(), name);
            receiver.thread.start();
            return receiver;
        } catch (IOException e) {
            throw new IllegalStateException("the system has no selector left", e);
        }
    }

    /** Reads this socket until it is closed. */
    void add(DatagramChannel channel, Consumer<DatagramPacket> sink) throws ClosedChannelException {
        channel.register(selector, SelectionKey.OP_READ, sink);
        selector.wakeup();
    }

    /** Gives closed sockets back to the system now. */
    void release() {
        selector.wakeup();
    }

    private void run() {
        try {
            while (selector.isOpen()) {
                selector.select(this::read);
            }
        } catch (IOException | ClosedSelectorException e) {
            // Closed, or the system took the selector away: the associations time out.
        }
    }

    @SuppressWarnings("unchecked")
    private void read(SelectionKey key) {
        DatagramChannel channel = (DatagramChannel) key.channel();
        Consumer<DatagramPacket> sink = (Consumer<DatagramPacket>) key.attachment();
        try {
            for (int i = 0; i < FAIR_SHARE; i++) {
                buffer.clear();
                InetSocketAddress source = (InetSocketAddress) channel.receive(buffer);
                if (source == null) {
                    return;
                }
                if (buffer.position() > 0) {
                    sink.accept(new DatagramPacket(buffer.array(), buffer.position(), source));
                }
            }
        } catch (IOException | RuntimeException e) {
            // A closed socket, or a datagram that the library could not stand: the next one counts.
        }
    }

    /** Stops the thread. The sockets are their owners' to close. */
    @Override
    public void close() {
        try {
            selector.close();
            if (Thread.currentThread() != thread) {
                thread.join();
            }
        } catch (IOException e) {
            // It reads no more in any case.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
