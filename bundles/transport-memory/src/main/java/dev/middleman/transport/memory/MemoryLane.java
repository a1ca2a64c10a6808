package dev.middleman.transport.memory;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.transport.Burst;
import dev.middleman.api.transport.BurstHandler;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.LaneSpec;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A lane of a {@link MemoryNetwork}. Commands, bursts and the end of the lane run on the stepping thread; {@link #execute}
 * and {@link #close} may be called by anybody. Closing needs no turn of the clock unless a task of the clock asks for it.
 */
final class MemoryLane implements Lane, Receiver {
    /** The most datagrams that wait for one instant's bursts; more are dropped, as by a full socket buffer. */
    static final int MAX_WAITING = 65_536;

    private final MemoryNetwork network;
    private final Endpoint ip4;
    private final Endpoint ip6;
    private final int[] ports;
    private final BurstHandler handler;
    private final Consumer<MemoryLane> onClosed;
    private final Queue<Runnable> commands = new LinkedBlockingQueue<>(MAX_QUEUED_COMMANDS);
    private final AtomicBoolean turnDue = new AtomicBoolean();
    private final Queue<Datagram> arrived = new ArrayDeque<>();
    private final MemoryBurst burst = new MemoryBurst();
    private volatile boolean closing;
    private boolean closed;

    MemoryLane(MemoryNetwork network, LaneSpec spec, int[] ports, BurstHandler handler, Consumer<MemoryLane> onClosed) {
        this.network = network;
        this.ip4 = spec.ip4().orElse(null);
        this.ip6 = spec.ip6().orElse(null);
        this.ports = ports;
        this.handler = handler;
        this.onClosed = onClosed;
    }

    void bind(Endpoint[] addresses) {
        for (Endpoint address : addresses) {
            for (int port : ports) {
                network.internet().bind(address.withPort(port), this);
            }
        }
    }

    @Override
    public int[] ports() {
        return ports.clone();
    }

    @Override
    public boolean execute(Runnable command) {
        synchronized (commands) {
            if (closing || !commands.offer(command)) {
                return false;
            }
        }
        turnSoon();
        return true;
    }

    @Override
    public boolean sendKnock(int localPort, long high, long low, int port, byte[] frame) {
        if (frame.length != Burst.KNOCK_BYTES) {
            throw new IllegalArgumentException("a knock has 44 bytes, not " + frame.length);
        }
        return send(localPort, new Endpoint(high, low, port), frame.clone(), frame.length);
    }

    @Override
    public void close() {
        synchronized (commands) {
            closing = true;
        }
        if (network.clock().isStepping()) {
            network.clock().after(0, this::finish);
        } else {
            network.clock().exclusively(this::finish);
        }
    }

    @Override
    public void arrive(Datagram datagram) {
        for (Datagram entry : datagram.splitAtKnocks()) {
            if (closing || arrived.size() >= MAX_WAITING) {
                network.count().unroutable();
                entry.wipe();
            } else {
                network.count().delivered();
                arrived.add(entry);
            }
        }
        turnSoon();
    }

    /** A turn after everything that is due at this instant already, so that arrivals of one instant form a burst. */
    private void turnSoon() {
        if (turnDue.compareAndSet(false, true)) {
            network.clock().after(0, this::turn);
        }
    }

    private void turn() {
        turnDue.set(false);
        runCommands();
        while (!closing && !arrived.isEmpty()) {
            burst.fill(arrived);
            if (!network.clock().guarded(() -> handler.onBurst(burst))) {
                burst.unmark();
            }
            int failed = burst.send(this);
            if (failed > 0) {
                network.clock().guarded(() -> handler.onSendFailed(failed));
            }
            runCommands();
        }
    }

    private void runCommands() {
        // Only what waits already: a command that queues another one must not keep the bursts away for ever.
        for (int left = commands.size(); left > 0; left--) {
            Runnable command = commands.poll();
            if (command != null) {
                network.clock().guarded(command);
            }
        }
        if (!commands.isEmpty()) {
            turnSoon();
        }
    }

    boolean send(int localPort, Endpoint to, byte[] payload, int segmentBytes) {
        Endpoint from = to.isIp4() ? ip4 : ip6;
        if (from == null || to.port() == 0 || Arrays.binarySearch(ports, localPort) < 0) {
            return false;
        }
        network.internet().send(new Datagram(from.withPort(localPort), to, payload, segmentBytes));
        return true;
    }

    private void finish() {
        if (closed) {
            return;
        }
        closed = true;
        for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
            network.clock().guarded(command);
        }
        for (int port : ports) {
            unbind(ip4, port);
            unbind(ip6, port);
        }
        arrived.forEach(Datagram::wipe);
        arrived.clear();
        onClosed.accept(this);
    }

    private void unbind(Endpoint address, int port) {
        if (address != null) {
            network.internet().unbind(address.withPort(port));
        }
    }
}
