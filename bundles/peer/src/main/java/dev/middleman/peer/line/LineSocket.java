package dev.middleman.peer.line;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.net.Families;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;

/**
 * One local UDP socket that carries many lines, through one middle-man or several.
 *
 * <p>Thread-safe. Owns one thread, which reads the socket, runs the {@link LineTable} and calls the {@link LegEvents}.
 */
public final class LineSocket implements AutoCloseable {
    /** The most commands that may wait for the thread. */
    public static final int MAX_COMMANDS = 1_024;

    private static final int MAX_DATAGRAM = 65_535;
    private static final int DATAGRAMS_PER_TURN = 64;
    private static final int BUFFER_BYTES = 1 << 20;
    private static final int MAX_ADDRESSES = 4_096;
    private static final long CLOSE_MS = 2_000;

    private final DatagramChannel channel;
    private final Selector selector;
    private final Families families;
    private final Thread thread;
    private final LineTable table = new LineTable(this::send, System::nanoTime);
    private final Queue<Runnable> commands = new ArrayBlockingQueue<>(MAX_COMMANDS);
    private final Map<Endpoint, InetSocketAddress> addresses = new ConcurrentHashMap<>();
    private final LongAdder failures = new LongAdder();
    private volatile boolean closing;

    private LineSocket(DatagramChannel channel, Families families, String threadName) throws IOException {
        this.channel = channel;
        this.families = families;
        this.selector = Selector.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER_BYTES);
        channel.setOption(StandardSocketOptions.SO_SNDBUF, BUFFER_BYTES);
        channel.register(selector, SelectionKey.OP_READ);
        this.thread = new Thread(this::run, threadName);
        this.thread.setDaemon(true);
    }

    /**
     * Binds a socket to a port that the system chooses, and starts its thread.
     *
     * @param bind the local address; its port is ignored; empty for any address of either family
     * @throws IOException when the address is not one of this host
     */
    public static LineSocket open(Optional<Endpoint> bind, String threadName) throws IOException {
        Families families =
                bind.map(e -> e.isIp4() ? Families.IP4 : Families.IP6).orElse(Families.BOTH);
        DatagramChannel channel = openChannel(families);
        try {
            channel.bind(bind.map(e -> Addresses.socketAddressOf(e.withPort(0))).orElse(null));
            LineSocket socket = new LineSocket(channel, families, threadName);
            socket.thread.start();
            return socket;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** Which families this socket can send to. */
    public Families families() {
        return families;
    }

    /** Whether at least one endpoint of the leg is not in use by another line of this socket. */
    public boolean hasRoomFor(Leg leg) {
        return table.size() < LineTable.MAX_LEGS
                && leg.reachableBy(families).endpoints().stream().anyMatch(table::isFree);
    }

    /**
     * Begins to knock; the events tell how it goes.
     *
     * @return completes with the leg, on the socket's thread; exceptionally with {@link RejectedExecutionException} when
     *     the socket is closed or overrun
     */
    public CompletionStage<LegLine> open(Leg leg, LegEvents events) {
        CompletableFuture<LegLine> opened = new CompletableFuture<>();
        boolean taken = execute(() -> {
            try {
                opened.complete(table.open(leg.reachableBy(families), events, System.nanoTime()));
            } catch (IllegalStateException e) {
                opened.completeExceptionally(new RejectedExecutionException(e.getMessage()));
            }
        });
        if (!taken) {
            opened.completeExceptionally(new RejectedExecutionException("the line socket is closed or overrun"));
        }
        return opened;
    }

    /** Ends a leg, saying goodbye. On the socket's thread only. */
    public void endLeg(LegLine leg) {
        table.close(leg, System.nanoTime());
    }

    /**
     * Runs a command on the socket's thread.
     *
     * @return {@code false} when {@value #MAX_COMMANDS} wait already or the socket is closed
     */
    public boolean execute(Runnable command) {
        if (closing || !commands.offer(command)) {
            return false;
        }
        selector.wakeup();
        return true;
    }

    /** Datagrams from strangers, and sends that failed, since the start. */
    public long strays() {
        return table.unknown() + failures.sum();
    }

    /** Says goodbye on every line, closes the socket and ends the thread. */
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

    private static DatagramChannel openChannel(Families families) throws IOException {
        return switch (families) {
            case IP4 -> DatagramChannel.open(StandardProtocolFamily.INET);
            case IP6 -> DatagramChannel.open(StandardProtocolFamily.INET6);
            case BOTH -> DatagramChannel.open();
        };
    }

    private void run() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(MAX_DATAGRAM);
        try (channel;
                selector) {
            try {
                turn(buffer);
            } finally {
                closing = true;
                runCommands();
                table.closeAll(System.nanoTime());
            }
        } catch (IOException e) {
            failures.increment(); // the socket is of no use any more; every line was told
        }
    }

    private void turn(ByteBuffer buffer) throws IOException {
        long dueNs = Long.MAX_VALUE;
        while (!closing) {
            await(dueNs);
            runCommands();
            receive(buffer);
            dueNs = table.poll(System.nanoTime());
        }
    }

    private void await(long dueNs) throws IOException {
        if (dueNs == Long.MAX_VALUE) {
            selector.select();
        } else {
            long waitNs = dueNs - System.nanoTime();
            if (waitNs <= 0) {
                selector.selectNow();
            } else {
                selector.select(waitNs / 1_000_000 + 1);
            }
        }
        selector.selectedKeys().clear();
    }

    private void runCommands() {
        for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
            try {
                command.run();
            } catch (RuntimeException e) {
                failures.increment();
            }
        }
    }

    private void receive(ByteBuffer buffer) throws IOException {
        for (int i = 0; i < DATAGRAMS_PER_TURN; i++) {
            buffer.clear();
            InetSocketAddress from = (InetSocketAddress) channel.receive(buffer);
            if (from == null) {
                return;
            }
            try {
                table.onDatagram(Addresses.endpointOf(from), buffer.flip(), System.nanoTime());
            } catch (RuntimeException e) {
                failures.increment(); // a handler that throws must not end the other lines
            }
        }
    }

    private boolean send(Endpoint to, ByteBuffer datagram) {
        try {
            if (addresses.size() >= MAX_ADDRESSES) {
                addresses.clear();
            }
            int bytes = datagram.remaining();
            int sent = channel.send(datagram, addresses.computeIfAbsent(to, Addresses::socketAddressOf));
            // 0 of more than 0: the socket's buffer is full. An empty datagram cannot tell, and is taken for sent.
            if (sent == bytes) {
                return true;
            }
        } catch (IOException | RuntimeException e) {
            // no route, or the wrong family: the next endpoint may do
        }
        failures.increment();
        return false;
    }
}
