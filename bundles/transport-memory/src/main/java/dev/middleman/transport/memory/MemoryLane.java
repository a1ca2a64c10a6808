package dev.middleman.transport.memory;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.transport.Burst;
import dev.middleman.api.transport.BurstHandler;
import dev.middleman.api.transport.Handover;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.LaneSpec;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A lane of a {@link MemoryNetwork}. Commands, bursts and the end of the lane run on the stepping thread; {@link #execute}
 * and {@link #close} may be called by anybody. Closing needs no turn of the clock unless a task of the clock asks for it, nor does a
 * {@link MemoryHandover}.
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
    private boolean refusing;
    private volatile boolean closing;
    private boolean closed;
    /** Whether it reads what arrives and runs commands; a lane that was opened beside another one waits. */
    private boolean receiving;
    /** Whether another lane may be opened on its ports. */
    private boolean shared;
    /** In a swap: the lane that has the ports until this one gets them. */
    private MemoryLane former;
    /** In a swap: the lane that waits for the ports. */
    private MemoryLane next;

    private long overflows;

    MemoryLane(MemoryNetwork network, LaneSpec spec, int[] ports, BurstHandler handler, Consumer<MemoryLane> onClosed) {
        this.network = network;
        this.ip4 = spec.ip4().orElse(null);
        this.ip6 = spec.ip6().orElse(null);
        this.ports = ports;
        this.handler = handler;
        this.onClosed = onClosed;
        receiving = !spec.beside();
    }

    void bind() {
        endpoints().forEach(endpoint -> network.internet().bind(endpoint, this));
    }

    /** Waits beside the lane that has the ports. */
    void waitBeside(MemoryLane other) {
        former = other;
        other.next = this;
        other.shared = false;
    }

    /** Whether another lane may have the same ports now, and has the same addresses. */
    boolean shares(LaneSpec spec) {
        return shared
                && !closed
                && Objects.equals(ip4, spec.ip4().orElse(null))
                && Objects.equals(ip6, spec.ip6().orElse(null));
    }

    private Stream<Endpoint> endpoints() {
        return endpoints(ports);
    }

    private Stream<Endpoint> endpoints(int[] some) {
        return Stream.of(ip4, ip6).filter(Objects::nonNull).flatMap(address -> Arrays.stream(some)
                .mapToObj(address::withPort));
    }

    @Override
    public int[] ports() {
        return ports.clone();
    }

    @Override
    public boolean execute(Runnable command) {
        synchronized (commands) {
            if (refusing || !commands.offer(command)) {
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
    public Optional<Handover> handover() {
        return network.clock().exclusively(() -> {
            if (refuses()) {
                return Optional.empty();
            }
            shared = receiving;
            return Optional.of(new MemoryHandover(network.clock(), this, receiving));
        });
    }

    /** Nothing is dropped at a lane but for {@value #MAX_WAITING} datagrams in one instant. */
    @Override
    public long overflows() {
        return network.clock().exclusively(() -> overflows);
    }

    private boolean refuses() {
        synchronized (commands) {
            return refusing;
        }
    }

    private void refuse() {
        synchronized (commands) {
            refusing = true;
        }
    }

    /** Lets all that arrives at some ports go to the lane that waits, which is this one or the one beside it; false when there is none. */
    boolean steer(int from, int to) {
        MemoryLane waiting = former == null ? next : this;
        if (waiting == null || waiting.closed) {
            return false;
        }
        waiting.take(Arrays.copyOfRange(ports, from, to));
        return true;
    }

    /** From now on all that arrives at its endpoints comes here. */
    private void take() {
        take(ports);
    }

    private void take(int[] some) {
        endpoints(some).forEach(endpoint -> network.internet().rebind(endpoint, this));
    }

    /** Has its ports for itself alone again. */
    void stayAlone() {
        shared = false;
        next = null;
        if (!closed) {
            take();
        }
    }

    /** Hands over what waits, and calls neither the handler nor a command any more. */
    void leave() {
        turn();
        refuse();
        runAllCommands();
        receiving = false;
    }

    /** Begins to receive, and to run commands. */
    void begin() {
        if (!closed) {
            take();
            part();
            receiving = true;
            turnSoon();
        }
    }

    /** Ends a swap for both lanes. */
    private void part() {
        if (former != null) {
            former.next = null;
            former = null;
        }
    }

    @Override
    public void close() {
        refuse();
        closing = true;
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
                overflows++;
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
        if (!receiving) {
            return;
        }
        runCommands();
        while (handOver() > 0) {
            runCommands();
        }
    }

    /** All that waits, without commands between; answers how many datagrams that were. */
    int look() {
        int sum = 0;
        for (int got = handOver(); got > 0; got = handOver()) {
            sum += got;
        }
        return sum;
    }

    /** One burst of what waits; answers how many datagrams it had. */
    private int handOver() {
        if (closing || arrived.isEmpty()) {
            return 0;
        }
        burst.fill(arrived);
        int size = burst.size();
        if (!network.clock().guarded(() -> handler.onBurst(burst))) {
            burst.unmark();
        }
        int failed = burst.send(this);
        if (failed > 0) {
            network.clock().guarded(() -> handler.onSendFailed(failed));
        }
        return size;
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

    /** To the other lane of a swap, or to nobody. */
    private void leavePorts() {
        MemoryLane other = former == null ? next : former;
        if (other != null && !other.closed) {
            other.take();
        }
        endpoints().filter(endpoint -> network.internet().at(endpoint) == this).forEach(endpoint -> network.internet()
                .unbind(endpoint));
        part();
    }

    private void runAllCommands() {
        for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
            network.clock().guarded(command);
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
        receiving = false;
        runAllCommands();
        leavePorts();
        arrived.forEach(Datagram::wipe);
        arrived.clear();
        onClosed.accept(this);
    }
}
