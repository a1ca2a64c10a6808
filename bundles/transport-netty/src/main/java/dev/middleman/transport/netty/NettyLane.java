package dev.middleman.transport.netty;

import dev.middleman.api.transport.BurstHandler;
import dev.middleman.api.transport.Handover;
import dev.middleman.api.transport.Lane;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.IoEventLoop;
import io.netty.channel.IoEventLoopGroup;
import io.netty.channel.IoRegistration;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lane on an event loop of its own. {@link #execute} and {@link #close} may be called by any thread; everything else
 * runs on the event loop's one thread: a turn runs the commands that wait, reads one burst from one socket, lets the
 * handler decide, and sends.
 */
final class NettyLane implements Lane {
    private static final Logger LOG = LoggerFactory.getLogger(NettyLane.class);
    /** How often a lane that leaves looks at all its sockets before it lets go; more can come for as long as nobody has been told to steer. */
    private static final int MOST_LAST_LOOKS = 4;
    /** How often a socket that fills the burst is read before the others get their turn, when a lane looks at all of them. */
    private static final int BURSTS_PER_LOOK = 16;
    /** Sockets that a swap is made ready at, or that are made their lane's own again, before the lane reads again. */
    private static final int SOCKETS_AT_A_TIME = 64;

    private final String name;
    private final LanePorts ports;
    private final BurstHandler handler;
    private final NettyBurst burst;
    /** Made once, so that a burst allocates nothing here. */
    private final Runnable decide;

    private final KnockSender knocks;
    private final IoEventLoopGroup group;
    private final IoEventLoop loop;
    private final Errand errand;
    private final Consumer<NettyLane> onClosed;
    private final CommandQueue commands = new CommandQueue();
    private final List<IoRegistration> registrations = new ArrayList<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile boolean receiving;
    private volatile long lastOverflows = UNKNOWN;
    private boolean finished;
    private long failures;

    NettyLane(
            LaneSetup setup,
            LanePorts ports,
            BurstHandler handler,
            IoEventLoopGroup group,
            Consumer<NettyLane> onClosed) {
        this.name = setup.name();
        this.ports = ports;
        this.handler = handler;
        this.burst = new NettyBurst(setup.burstEntries(), setup.allocator());
        this.decide = () -> handler.onBurst(burst);
        this.knocks = new KnockSender(ports, setup.allocator());
        this.group = group;
        this.loop = group.next();
        this.errand = new Errand(name, loop);
        this.onClosed = onClosed;
    }

    /** What a lane needs besides its ports and its handler. */
    record LaneSetup(String name, int burstEntries, ByteBufAllocator allocator) {}

    /**
     * Starts to receive, and to run commands; does nothing when the lane has ended already.
     *
     * @throws IllegalStateException when the event loop refuses a socket; the lane has to be closed then
     */
    void begin() {
        ask(sockets -> receive());
        keepPorts();
    }

    /** Has the lane's thread do something at all sockets, and read in between; answers whether it worked at all of them. */
    private boolean atSockets(Predicate<List<UdpSocket>> work) {
        List<UdpSocket> all = ports.all();
        boolean done = true;
        for (int from = 0; from < all.size() && done; from += SOCKETS_AT_A_TIME) {
            List<UdpSocket> some = all.subList(from, Math.min(from + SOCKETS_AT_A_TIME, all.size()));
            done = ask(own -> work.test(some)).orElse(false);
        }
        return done;
    }

    /** Lets the event loop know the sockets, without looking at them yet. */
    void register() {
        ask(sockets -> {
            for (UdpSocket socket : sockets.all()) {
                // On the loop's own thread registering is done when the call returns.
                Future<IoRegistration> registered = loop.register(socket.handle(this::onReadable));
                registrations.add(registered.syncUninterruptibly().getNow());
            }
            return true;
        });
    }

    private boolean receive() {
        receiving = true;
        for (int i = 0; i < registrations.size(); i++) {
            registrations.get(i).submit(ports.all().get(i).readInterest());
        }
        runCommands();
        return true;
    }

    @Override
    public Optional<Handover> handover() {
        if (commands.isClosed()) {
            return Optional.empty();
        }
        if (!receiving) {
            return Optional.of(new NettyHandover(this, false));
        }
        ports.drops().ifPresent(DropTable::find);
        return shareWithNext() ? Optional.of(new NettyHandover(this, true)) : Optional.empty();
    }

    /** All sockets, or none. */
    private boolean shareWithNext() {
        boolean shared = false;
        try {
            shared = atSockets(LanePorts::shareWithNext);
            return shared;
        } finally {
            if (!shared) {
                keepPorts();
            }
        }
    }

    @Override
    public long overflows() {
        return ports.drops().map(DropTable::drops).orElseGet(() -> ask(LanePorts::overflows)
                .orElseGet(() -> lastOverflows));
    }

    /** Asks the lane's thread something short and waits; empty when it has ended. */
    <T> Optional<T> ask(Function<LanePorts, T> question) {
        return errand.run(() -> finished ? Optional.empty() : Optional.of(question.apply(ports)));
    }

    @Override
    public int[] ports() {
        return ports.numbers();
    }

    @Override
    public boolean execute(Runnable command) {
        CommandQueue.Offer offer = commands.offer(command);
        if (offer == CommandQueue.Offer.FIRST) {
            wake();
        }
        return offer != CommandQueue.Offer.REFUSED;
    }

    @Override
    public boolean sendKnock(int localPort, long high, long low, int port, byte[] frame) {
        return knocks.send(localPort, high, low, port, frame);
    }

    /**
     * Hands over what waits, and calls neither the handler nor a command any more; the sockets stay until the lane is closed.
     *
     * @throws IllegalStateException when the thread is busy for too long; the lane goes on then
     */
    void leave() {
        errand.finish(this::leave);
    }

    /** Has the ports for itself alone; if the thread is busy for too long, then when it comes to it. */
    void keepPorts() {
        try {
            atSockets(some -> LanePorts.share(some, false));
        } catch (IllegalStateException busy) {
            errand.later(() -> finished || LanePorts.share(ports.all(), false));
        }
    }

    /** Reads what waits, for somebody who waits for it, and answers how many datagrams that were. */
    int look() {
        return ask(own -> lookAtAll()).orElse(0);
    }

    private void leave(Promise<Boolean> left) {
        boolean before = receiving;
        if (before) {
            drain();
        }
        commands.close();
        runAllCommands();
        receiving = false;
        if (left.trySuccess(true)) {
            // Or the loop would turn for what comes until it is looked at.
            unregister();
        } else if (!closing.get()) {
            receiving = before;
            commands.reopen();
        }
    }

    private void unregister() {
        registrations.forEach(IoRegistration::cancel);
        registrations.clear();
    }

    @Override
    public void close() {
        if (closing.compareAndSet(false, true)) {
            commands.close();
            loop.execute(this::finish);
        }
        if (!loop.inEventLoop()
                && !group.terminationFuture().awaitUninterruptibly(Errand.MOST_WAIT_SECONDS, TimeUnit.SECONDS)) {
            throw errand.busy("ends then");
        }
    }

    private void wake() {
        try {
            loop.execute(this::runCommands);
        } catch (RejectedExecutionException e) {
            // The lane closed since the command was accepted, and so has run it.
        }
    }

    private void onReadable(UdpSocket socket) {
        runCommands();
        if (receiving && !closing.get()) {
            readWaiting(socket);
        }
    }

    private void decideAndSend() {
        if (!guarded(decide)) {
            burst.unmark();
        }
        int failed = burst.send(ports);
        burst.clear();
        if (failed > 0) {
            guarded(() -> handler.onSendFailed(failed));
        }
    }

    private void runCommands() {
        if (!receiving) {
            return;
        }
        // Only what waits already: a command that queues another one must not keep the bursts away for ever.
        for (int left = commands.size(); left > 0; left--) {
            guarded(commands.poll());
        }
        if (commands.size() > 0) {
            wake();
        }
    }

    /** Runs foreign code; whatever it throws is counted, told once, and ends nothing. */
    private boolean guarded(Runnable action) {
        try {
            action.run();
            return true;
        } catch (RuntimeException | Error e) {
            if (failures++ == 0) {
                // The class alone: nobody knows what a foreign message contains.
                LOG.warn("lane {}: {} in a handler or command; more of them are only counted", name, e.getClass());
            }
            return false;
        }
    }

    /** Reads until no socket has anything, twice: between two looks the last one that was steered here has arrived. */
    private void drain() {
        int quiet = 0;
        for (int looks = 0; quiet < 2 && looks < MOST_LAST_LOOKS; looks++) {
            quiet = lookAtAll() == 0 ? quiet + 1 : 0;
        }
    }

    private int lookAtAll() {
        int sum = 0;
        for (UdpSocket socket : ports.all()) {
            int got = 1;
            for (int bursts = 0; bursts < BURSTS_PER_LOOK && got > 0; bursts++) {
                got = readWaiting(socket);
                sum += got;
            }
        }
        return sum;
    }

    /** Reads one burst from a socket and sends on what of it is to be; answers how many datagrams it had. */
    private int readWaiting(UdpSocket socket) {
        while (burst.hasRoom() && burst.receiveFrom(socket)) {
            // The burst fills.
        }
        int got = burst.size();
        if (got > 0) {
            decideAndSend();
        }
        return got;
    }

    private void runAllCommands() {
        for (Runnable command = commands.poll(); command != null; command = commands.poll()) {
            guarded(command);
        }
    }

    private void finish() {
        runAllCommands();
        unregister();
        lastOverflows = ports.overflows();
        receiving = false;
        finished = true;
        ports.close();
        burst.release();
        knocks.release();
        if (failures > 1) {
            LOG.warn("lane {}: {} handlers and commands threw", name, failures);
        }
        group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
        onClosed.accept(this);
    }
}
