package dev.middleman.transport.ffm;

import dev.middleman.api.memory.TableMemory;
import dev.middleman.api.transport.BurstHandler;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.LaneSpec;
import dev.middleman.api.transport.TransportException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The life of a lane's thread: its epoll set, its sockets and its buffers; all of it ends with the thread.
 * Everything here runs on that thread, but for what says otherwise.
 */
final class LaneLoop implements Runnable {
    /** How often a socket that keeps filling the array is read before the others get their turn. */
    private static final int READS_PER_TURN = 4;

    /** How often a lane that leaves looks at all its sockets before it lets go; more can come for as long as nobody has been told to steer. */
    private static final int MOST_LAST_LOOKS = 4;

    /** How often a socket gets its turn before the others do, when a lane looks at all of them. */
    private static final int TURNS_PER_LOOK = 8;

    private final LaneSpec spec;
    private final BurstHandler handler;
    private final Kernel kernel;
    private final TableMemory memory;
    private final Orders orders;
    private final Runnable onEnd;
    private final CompletableFuture<Opened> opened = new CompletableFuture<>();
    private final AtomicLong faults = new AtomicLong();
    private volatile boolean receiving;
    /** Goes on for a moment after it has received the last time. */
    private boolean watchesSockets;

    private volatile long lastOverflows = Lane.UNKNOWN;

    private MemorySegment errno;
    private EpollSet watched;
    private LaneSockets sockets;
    private SharedPorts sharedPorts;
    private Inbound inbound;
    private FfmBurst burst;
    private Outbound outbound;
    private Pace pace;
    /** Something may wait that the last look did not get to. */
    private boolean more;

    private boolean scrubDue;

    /** What a lane knows of itself once its ports are bound. */
    record Opened(int[] ports, int grantedBuffer, Set<String> lacking) {}

    /**
     * @param memory for its buffers; {@code null} for ordinary memory
     * @param onEnd the last that the thread does
     */
    LaneLoop(LaneSpec spec, BurstHandler handler, Kernel kernel, TableMemory memory, Orders orders, Runnable onEnd) {
        this.spec = spec;
        this.handler = handler;
        this.kernel = kernel;
        this.memory = memory;
        this.orders = orders;
        this.onEnd = onEnd;
    }

    /** Done when the ports are bound, or cannot be. Any thread may ask. */
    CompletableFuture<Opened> opened() {
        return opened;
    }

    /** Calls of the handler and commands that threw, since the start. Any thread may ask. */
    long faults() {
        return faults.get();
    }

    /** Any thread may ask. */
    boolean receiving() {
        return receiving;
    }

    /** What the kernel had dropped when the lane ended. Any thread may ask. */
    long lastOverflows() {
        return lastOverflows;
    }

    SharedPorts sharedPorts() {
        return sharedPorts;
    }

    boolean sendKnock(int localPort, long high, long low, int port, byte[] frame) {
        return outbound.sendKnock(sockets, localPort, high, low, port, frame);
    }

    @Override
    public void run() {
        try (Arena arena = Arena.ofConfined();
                LaneMemory buffers = new LaneMemory(memory, arena)) {
            errno = Libc.newErrno(arena);
            sockets = new LaneSockets(arena, errno, kernel, spec.socketBufferBytes());
            try {
                sockets.openAll(spec);
                sharedPorts = new SharedPorts(errno, sockets);
                inbound = buffers.make(Inbound::new);
                burst = buffers.make(allocator -> new FfmBurst(allocator, inbound, sockets));
                outbound = buffers.make(allocator -> new Outbound(allocator, errno, kernel, sockets.sendOffload()));
                serve(arena);
            } finally {
                sockets.closeAll();
            }
        } catch (TransportException | RuntimeException | Error e) {
            opened.completeExceptionally(e);
        } finally {
            orders.close();
            orders.errand().end();
            onEnd.run();
        }
    }

    private void serve(Arena arena) {
        MemorySegment scratch = arena.allocate(8, 8);
        Wakeup wakeup = new Wakeup(errno);
        orders.wakeBy(wakeup);
        pace = new Pace(arena, errno, wakeup);
        watched = new EpollSet(arena, errno);
        try {
            watched.watchOnly(wakeup);
            if (!spec.beside()) {
                watchSockets();
            }
            opened.complete(new Opened(sockets.ports(), sockets.grantedBuffer(), sockets.lacking()));
            loop(scratch, wakeup);
            runAllCommands();
            lastOverflows = sharedPorts.overflows();
        } finally {
            pace.close();
            wakeup.close(errno);
            watched.close();
            // The next thread may get this one's stack as it is.
            Scrub.stack();
        }
    }

    /** All in one frame that never returns: what a turn calls is compiled by itself, and allocates nothing from then on. */
    private void loop(MemorySegment scratch, Wakeup wakeup) {
        int quietPolls = 0;
        while (!orders.closing()) {
            Idle idle = orders.idle();
            boolean paced = pace.keep(idle.batchMs());
            int ready = 0;
            if (paced && !more && !pace.await()) {
                wakeup.clear(scratch);
                obey(wakeup);
            } else {
                int timeoutMs = paced ? 0 : idle.timeoutMs(quietPolls);
                ready = watched.await(timeoutMs);
            }
            quietPolls = ready > 0 ? 0 : Idle.oneMore(quietPolls);
            more = ready == EpollSet.EVENTS;
            for (int e = 0; e < ready; e++) {
                int index = watched.ready(e);
                if (index == EpollSet.WAKE_UP) {
                    wakeup.clear(scratch);
                    obey(wakeup);
                } else if (receiving) {
                    more |= read(sockets.descriptorAt(index), sockets.portAt(index)) == READS_PER_TURN * Inbound.SLOTS;
                }
            }
            if (scrubDue) {
                // At every tick, since each brings a command: also after a session has ended, and while traffic pauses.
                scrubDue = false;
                Scrub.stack();
            }
        }
    }

    private void obey(Wakeup wakeup) {
        orders.errand().perform();
        if (receiving) {
            runCommands();
        } else if (watchesSockets) {
            // Or the loop would turn for what comes until it is looked at.
            watched.watchOnly(wakeup);
            watchesSockets = false;
        }
        scrubDue = true;
    }

    private void watchSockets() {
        for (int i = 0; i < sockets.count(); i++) {
            watched.add(sockets.descriptorAt(i), i);
        }
        watchesSockets = true;
        receiving = true;
    }

    /** Begins to receive and to run commands; a lane that was opened beside another one waits for this. */
    boolean begin() {
        watchSockets();
        orders.wakeUp();
        return true;
    }

    /**
     * Hands over what waits, and calls neither the handler nor a command any more; goes on if the answer has been given by somebody
     * else meanwhile. The sockets stay until the lane is closed.
     */
    void leave(CompletableFuture<Boolean> left) {
        if (receiving) {
            drain();
        }
        orders.refuse();
        runAllCommands();
        boolean before = receiving;
        receiving = false;
        if (!left.complete(true)) {
            receiving = before;
            orders.accept();
        }
    }

    /** Reads until no socket has anything, twice: between two looks the last one that was steered here has arrived. */
    private void drain() {
        int quiet = 0;
        for (int looks = 0; quiet < 2 && looks < MOST_LAST_LOOKS; looks++) {
            quiet = look() == 0 ? quiet + 1 : 0;
        }
    }

    /** Reads what waits at all sockets; answers how many messages that were. */
    int look() {
        int sum = 0;
        for (int i = 0; i < sockets.count(); i++) {
            int got = 1;
            for (int turns = 0; turns < TURNS_PER_LOOK && got > 0; turns++) {
                got = read(sockets.descriptorAt(i), sockets.portAt(i));
                sum += got;
            }
        }
        return sum;
    }

    /** Only what waits already: a command that queues another one must not keep the bursts away for ever. */
    private void runCommands() {
        for (int left = orders.waiting(); left > 0; left--) {
            Runnable command = orders.next();
            if (command != null) {
                guarded(command);
            }
        }
        if (orders.waiting() > 0) {
            orders.wakeUp();
        }
    }

    private void runAllCommands() {
        for (Runnable command = orders.next(); command != null; command = orders.next()) {
            guarded(command);
        }
    }

    /** Reads what waits at one socket, up to a bound; returns how many messages that were. */
    private int read(int socket, int port) {
        int messages = Inbound.SLOTS;
        int sum = 0;
        for (int reads = 0; reads < READS_PER_TURN && messages == Inbound.SLOTS && !orders.closing(); reads++) {
            messages = inbound.receive(errno, socket);
            if (messages > 0) {
                sum += messages;
                burst.fill(messages, port);
                offer();
                burst.forget();
                inbound.rearm(0, messages);
                if (receiving && orders.waiting() > 0) {
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
