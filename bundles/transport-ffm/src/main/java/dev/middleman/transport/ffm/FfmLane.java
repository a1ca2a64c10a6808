package dev.middleman.transport.ffm;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import dev.middleman.api.transport.Burst;
import dev.middleman.api.transport.BurstHandler;
import dev.middleman.api.transport.Handover;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.LaneSpec;
import dev.middleman.api.transport.TransportException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One thread, one epoll set, its sockets and its buffers, all in one confined arena that ends with the thread. {@link
 * #execute} and {@link #close} may be called from any thread.
 */
final class FfmLane implements Lane {
    private static final int EVENTS = 64;

    /** How often a socket that keeps filling the array is read before the others get their turn. */
    private static final int READS_PER_TURN = 4;

    /** How often a lane that drains looks at all its sockets before it gives up on what still comes. */
    private static final int MOST_DRAIN_ROUNDS = 64;

    private static final long CLOSE_WAIT_MS = 5_000;
    private static final int WAKE_UP = -1;

    private final LaneSpec spec;
    private final BurstHandler handler;
    private final Kernel kernel;
    private final Consumer<FfmLane> onClosed;
    private final BlockingQueue<Runnable> commands = new ArrayBlockingQueue<>(MAX_QUEUED_COMMANDS);
    private final CompletableFuture<Opened> opened = new CompletableFuture<>();
    private final Errand errand = new Errand();
    private final AtomicLong faults = new AtomicLong();
    private final Thread thread;
    private volatile Idle idle = Idle.BLOCK;
    private volatile boolean closing;
    private volatile boolean draining;
    private volatile boolean receiving;
    private volatile long lastOverflows = UNKNOWN;
    private volatile Wakeup wakeup;

    private MemorySegment errno;
    private MemorySegment watched;
    private int epoll;
    private LaneSockets sockets;
    private SharedPorts sharedPorts;
    private Inbound inbound;
    private FfmBurst burst;
    private Outbound outbound;
    private boolean scrubDue;

    /** What a lane knows of itself once its ports are bound. */
    record Opened(int[] ports, int grantedBuffer, Set<String> lacking) {}

    FfmLane(LaneSpec spec, BurstHandler handler, Kernel kernel, Consumer<FfmLane> onClosed) {
        this.kernel = kernel;
        this.spec = spec;
        this.handler = handler;
        this.onClosed = onClosed;
        thread = new Thread(this::live, spec.name());
        thread.setDaemon(true);
    }

    Opened open() throws TransportException {
        thread.start();
        try {
            return opened.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            throw new TransportException("interrupted while opening " + spec.name(), e);
        } catch (ExecutionException e) {
            // With the thread go its sockets and buffers.
            awaitEnd();
            if (e.getCause() instanceof TransportException refused) {
                throw refused;
            }
            throw new TransportException("the lane " + spec.name() + " cannot be opened", e.getCause());
        }
    }

    String name() {
        return spec.name();
    }

    /** Changes what the lane does when nothing waits. From any thread. */
    void setIdle(Idle strategy) {
        idle = strategy;
        wakeUp();
    }

    /** Calls of the handler and commands that threw, since the start. */
    long faults() {
        return faults.get();
    }

    @Override
    public int[] ports() {
        return opened.join().ports().clone();
    }

    @Override
    public boolean execute(Runnable command) {
        synchronized (commands) {
            if (closing || !commands.offer(command)) {
                return false;
            }
        }
        wakeup.wake();
        return true;
    }

    @Override
    public boolean sendKnock(int localPort, long high, long low, int port, byte[] frame) {
        if (frame.length != Burst.KNOCK_BYTES) {
            throw new IllegalArgumentException("a knock has 44 bytes, not " + frame.length);
        }
        return outbound.sendKnock(sockets, localPort, high, low, port, frame);
    }

    @Override
    public Optional<Handover> handover() {
        if (!receiving) {
            return Optional.of(new FfmHandover(this, false));
        }
        boolean shared = onThread(() -> sharedPorts.share(true)).orElse(false);
        return shared ? Optional.of(new FfmHandover(this, true)) : Optional.empty();
    }

    @Override
    public long overflows() {
        return onThread(sharedPorts::overflows).orElseGet(() -> lastOverflows);
    }

    /** Asks the lane's thread and waits; empty when it has ended. */
    <T> Optional<T> onThread(Supplier<T> question) {
        return errand.run(question, this::wakeUp);
    }

    /** On the lane's thread. */
    SharedPorts sharedPorts() {
        return sharedPorts;
    }

    /** Closes when nothing waits any more, having handed over what did. */
    void closeDrained() {
        draining = true;
        close();
    }

    @Override
    public void close() {
        synchronized (commands) {
            closing = true;
        }
        wakeUp();
        if (Thread.currentThread() != thread) {
            awaitEnd();
        }
    }

    /** There is nobody to wake before the thread has begun. */
    private void wakeUp() {
        Wakeup waker = wakeup;
        if (waker != null) {
            waker.wake();
        }
    }

    /** Not cut short by an interrupt: whoever goes on thinks that the thread has left the shard. */
    private void awaitEnd() {
        boolean interrupted = false;
        boolean waited = false;
        while (!waited) {
            try {
                thread.join(CLOSE_WAIT_MS);
                waited = true;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void live() {
        try (Arena arena = Arena.ofConfined()) {
            errno = Libc.newErrno(arena);
            sockets = new LaneSockets(arena, errno, kernel, spec.socketBufferBytes());
            try {
                sockets.openAll(spec);
                sharedPorts = new SharedPorts(errno, sockets);
                inbound = new Inbound(arena);
                burst = new FfmBurst(arena, inbound, sockets);
                outbound = new Outbound(arena, errno, kernel, sockets.sendOffload());
                serve(arena);
            } finally {
                sockets.closeAll();
            }
        } catch (TransportException | RuntimeException | Error e) {
            opened.completeExceptionally(e);
        } finally {
            synchronized (commands) {
                closing = true;
            }
            errand.end();
            onClosed.accept(this);
        }
    }

    private void serve(Arena arena) {
        MemorySegment events = arena.allocate((long) EVENTS * Layout.EPOLL_EVENT, 8);
        watched = arena.allocate(Layout.EPOLL_EVENT, 8);
        MemorySegment scratch = arena.allocate(8, 8);
        wakeup = new Wakeup(errno);
        epoll = Libc.epollCreate(errno);
        try {
            if (epoll < 0) {
                throw new IllegalStateException("epoll_create1: " + Failure.text(-epoll));
            }
            watch(wakeup.descriptor(), WAKE_UP);
            if (!spec.beside()) {
                watchSockets();
            }
            opened.complete(new Opened(sockets.ports(), sockets.grantedBuffer(), sockets.lacking()));
            loop(events, scratch);
            if (draining) {
                drain();
            }
            runCommands();
            lastOverflows = sharedPorts.overflows();
        } finally {
            wakeup.close(errno);
            if (epoll >= 0) {
                Libc.close(errno, epoll);
            }
            inbound.wipe();
            // The next thread may get this one's stack as it is.
            Scrub.stack();
        }
    }

    private void loop(MemorySegment events, MemorySegment scratch) {
        int quietPolls = 0;
        while (!closing) {
            int ready = Libc.epollWait(errno, epoll, events.address(), EVENTS, idle.timeoutMs(quietPolls));
            if (ready < 0 && ready != -Layout.EINTR) {
                throw new IllegalStateException("epoll_wait: " + Failure.text(-ready));
            }
            quietPolls = ready > 0 ? 0 : Idle.oneMore(quietPolls);
            for (int e = 0; e < ready; e++) {
                turn(events.get(JAVA_INT_UNALIGNED, (long) e * Layout.EPOLL_EVENT + Layout.EPOLL_DATA), scratch);
            }
            if (scrubDue) {
                // At every tick, since each brings a command: also after a session has ended, and while traffic pauses.
                scrubDue = false;
                Scrub.stack();
            }
        }
    }

    private void watchSockets() {
        for (int i = 0; i < sockets.count(); i++) {
            watch(sockets.descriptorAt(i), i);
        }
        receiving = true;
    }

    /** Takes the ports for itself alone, and begins; a lane that was opened beside another one waits for this. */
    boolean begin() {
        sharedPorts.share(false);
        watchSockets();
        wakeup.wake();
        return true;
    }

    /** Reads until no socket has anything, twice: between two looks the last one that was steered here has arrived. */
    private void drain() {
        int quiet = 0;
        for (int round = 0; quiet < 2 && round < MOST_DRAIN_ROUNDS; round++) {
            int got = 0;
            for (int i = 0; i < sockets.count(); i++) {
                got += read(sockets.descriptorAt(i), sockets.portAt(i));
            }
            quiet = got == 0 ? quiet + 1 : 0;
        }
    }

    private void watch(int descriptor, int index) {
        watched.set(JAVA_INT, 0, Layout.EPOLLIN);
        watched.set(JAVA_INT_UNALIGNED, Layout.EPOLL_DATA, index);
        int result = Libc.epollAdd(errno, epoll, descriptor, watched);
        if (result < 0) {
            throw new IllegalStateException("epoll_ctl: " + Failure.text(-result));
        }
    }

    private void turn(int index, MemorySegment scratch) {
        if (index == WAKE_UP) {
            wakeup.clear(scratch);
            errand.perform();
            if (receiving) {
                runCommands();
            }
            scrubDue = true;
        } else {
            read(sockets.descriptorAt(index), sockets.portAt(index));
        }
    }

    /** Only what waits already: a command that queues another one must not keep the bursts away for ever. */
    private void runCommands() {
        for (int left = commands.size(); left > 0; left--) {
            Runnable command = commands.poll();
            if (command != null) {
                guarded(command);
            }
        }
        if (!commands.isEmpty() && !closing) {
            wakeup.wake();
        }
    }

    /** Reads what waits at one socket, up to a bound; returns how many messages that were. */
    private int read(int socket, int port) {
        int messages = Inbound.SLOTS;
        int sum = 0;
        for (int reads = 0; reads < READS_PER_TURN && messages == Inbound.SLOTS && (!closing || draining); reads++) {
            messages = inbound.receive(errno, socket);
            if (messages > 0) {
                sum += messages;
                burst.fill(messages, port);
                offer();
                burst.forget();
                inbound.rearm(0, messages);
                if (!commands.isEmpty()) {
                    runCommands();
                }
            }
        }
        return sum;
    }

    private void offer() {
        try {
            handler.onBurst(burst);
        } catch (RuntimeException | Error e) {
            faults.incrementAndGet();
            burst.unmark();
        }
        int failed = outbound.send(burst);
        if (failed > 0) {
            report(failed);
        }
    }

    private void report(int failed) {
        try {
            handler.onSendFailed(failed);
        } catch (RuntimeException | Error e) {
            faults.incrementAndGet();
        }
    }

    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            faults.incrementAndGet();
        }
    }
}
