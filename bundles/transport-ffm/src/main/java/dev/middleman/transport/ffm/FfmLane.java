package dev.middleman.transport.ffm;

import dev.middleman.api.memory.TableMemory;
import dev.middleman.api.transport.Burst;
import dev.middleman.api.transport.BurstHandler;
import dev.middleman.api.transport.Handover;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.LaneSpec;
import dev.middleman.api.transport.TransportException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import java.util.function.Function;

/** One thread with its sockets, as others see it. {@link #sendKnock} is the thread's own, the rest anybody's. */
final class FfmLane implements Lane {
    /** Sockets that a swap is made ready at, or that are made their lane's own again, before the lane reads again. */
    private static final int SOCKETS_AT_A_TIME = 64;

    private final String name;
    private final Orders orders = new Orders();
    private final LaneLoop loop;
    private final Thread thread;

    /** @param memory for its buffers; {@code null} for ordinary memory */
    FfmLane(LaneSpec spec, BurstHandler handler, Kernel kernel, TableMemory memory, Consumer<FfmLane> onClosed) {
        name = spec.name();
        loop = new LaneLoop(spec, handler, kernel, memory, orders, () -> onClosed.accept(this));
        // The thread's object may outlive it, in some list of others, and keeps its task; this one lets go of the loop
        // at the end.
        thread = new Thread(null, new FutureTask<>(loop, null), name, Scrub.STACK_BYTES);
        thread.setDaemon(true);
    }

    LaneLoop.Opened open() throws TransportException {
        thread.start();
        try {
            return loop.opened().get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            throw new TransportException("interrupted while opening " + name, e);
        } catch (ExecutionException e) {
            // With the thread go its sockets and buffers.
            awaitEnd();
            if (e.getCause() instanceof TransportException refused) {
                throw refused;
            }
            throw new TransportException("the lane " + name + " cannot be opened", e.getCause());
        }
    }

    String name() {
        return name;
    }

    /** Changes what the lane does when nothing waits. */
    void setIdle(Idle strategy) {
        orders.setIdle(strategy);
    }

    /** Calls of the handler and commands that threw, since the start. */
    long faults() {
        return loop.faults();
    }

    @Override
    public int[] ports() {
        return loop.opened().join().ports().clone();
    }

    @Override
    public boolean execute(Runnable command) {
        return orders.offer(command);
    }

    @Override
    public boolean sendKnock(int localPort, long high, long low, int port, byte[] frame) {
        if (frame.length != Burst.KNOCK_BYTES) {
            throw new IllegalArgumentException("a knock has 44 bytes, not " + frame.length);
        }
        return loop.sendKnock(localPort, high, low, port, frame);
    }

    @Override
    public Optional<Handover> handover() {
        if (orders.refuses()) {
            return Optional.empty();
        }
        if (!loop.receiving()) {
            return Optional.of(new FfmHandover(this, false));
        }
        return shareWithNext() ? Optional.of(new FfmHandover(this, true)) : Optional.empty();
    }

    /** All sockets, or none. */
    private boolean shareWithNext() {
        boolean shared = false;
        try {
            shared = atSockets(SharedPorts::shareWithNext);
            return shared;
        } finally {
            if (!shared) {
                keepPorts();
            }
        }
    }

    @Override
    public long overflows() {
        return ask(own -> own.sharedPorts().overflows()).orElseGet(loop::lastOverflows);
    }

    /** Asks the lane's thread something short and waits; empty when it has ended. */
    <T> Optional<T> ask(Function<LaneLoop, T> question) {
        return orders.errand().run(() -> question.apply(loop));
    }

    /** Has the ports for itself alone; if the thread is busy for too long, then when it comes to it. */
    void keepPorts() {
        try {
            atSockets((ports, from, to) -> ports.share(false, from, to));
        } catch (IllegalStateException busy) {
            orders.errand().later(() -> loop.sharedPorts().share(false));
        }
    }

    /** Something to do at the sockets from one to another, exclusive; answers whether it worked. */
    private interface Work {
        boolean at(SharedPorts ports, int from, int to);
    }

    /** Has the lane's thread do something at all sockets, and read in between; answers whether it worked at all of them. */
    private boolean atSockets(Work work) {
        int all = ask(own -> own.sharedPorts().count()).orElse(0);
        boolean done = all > 0;
        for (int from = 0; from < all && done; from += SOCKETS_AT_A_TIME) {
            int first = from;
            int end = Math.min(from + SOCKETS_AT_A_TIME, all);
            done = ask(own -> work.at(own.sharedPorts(), first, end)).orElse(false);
        }
        return done;
    }

    /** Hands over what waits, and lets go of handler and commands. */
    void leave() {
        orders.errand().finish(loop::leave);
    }

    @Override
    public void close() {
        orders.close();
        if (Thread.currentThread() != thread) {
            awaitEnd();
        }
    }

    private void awaitEnd() {
        if (!Patience.untilEnded(thread)) {
            throw Patience.exhausted("ends then");
        }
    }
}
