package dev.middleman.engine;

import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.LaneSpec;
import dev.middleman.api.transport.PortPlan;
import dev.middleman.api.transport.Transport;
import dev.middleman.api.transport.TransportException;
import dev.middleman.engine.shard.Shard;
import dev.middleman.engine.shard.ShardTotals;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Where a shard sits: on a lane, whose thread then owns it, or on none, when it belongs to whoever holds the lock. Thread-safe;
 * {@link #open} and {@link #park} must not be called by two at a time.
 *
 * <p>The lock is one for all seats of a node, so a command that continues into another shard cannot deadlock. While a seat
 * changes hands, commands are refused: nobody owns the shard then.
 */
final class ShardSeat {
    private static final int MOST_TRIES = 1_000;
    private static final long TRY_AGAIN_NS = 1_000_000;

    private final Shard shard;
    private final Object lock;
    private final AtomicBoolean sweepWaits = new AtomicBoolean();
    private final Duties duties = new Duties();
    private final Runnable sweep = this::sweep;

    private Lane lane;
    private LaneSwap swap;
    private boolean changing;
    private boolean moving;
    /** The lane has been told to close. */
    private boolean parking;

    /** Commands that came while the shard moved, at most {@link Lane#MAX_QUEUED_COMMANDS}. */
    private final Queue<Runnable> waiting = new ArrayDeque<>();

    private int[] ports;
    private volatile ShardTotals lastTotals;

    ShardSeat(Shard shard, Object lock) {
        this.shard = shard;
        this.lock = lock;
        this.lastTotals = shard.totals();
    }

    Shard shard() {
        return shard;
    }

    /**
     * Runs a command as the shard's owner: on its lane, or here and now while it has none.
     *
     * @return false when it will not run: the queue is full, or the seat is changing hands
     */
    boolean execute(Runnable command) {
        while (true) {
            Lane to;
            synchronized (lock) {
                if (changing) {
                    return false;
                }
                if (!passOn()) {
                    return waiting.size() < Lane.MAX_QUEUED_COMMANDS && waiting.add(command);
                }
                if (lane == null) {
                    command.run();
                    return true;
                }
                to = lane;
            }
            if (to.execute(command)) {
                return true;
            }
            if (isStill(to)) {
                return false;
            }
            // It was the former lane of a swap: the command goes where the shard goes.
        }
    }

    /** Gives the lane what came while the shard moved; answers whether nothing waits here any more. */
    private boolean passOn() {
        synchronized (lock) {
            while (!moving && !waiting.isEmpty() && runs(waiting.peek())) {
                waiting.remove();
            }
            return !moving && waiting.isEmpty();
        }
    }

    private boolean runs(Runnable command) {
        if (lane != null) {
            return lane.execute(command);
        }
        command.run();
        return true;
    }

    private boolean isStill(Lane to) {
        synchronized (lock) {
            return lane == to && !moving;
        }
    }

    /** Lets the shard look for what has to end, unless it is about to. */
    void requestSweep() {
        if (!sweepWaits.compareAndSet(false, true)) {
            passOn();
        } else if (!execute(sweep)) {
            sweepWaits.set(false);
        }
    }

    /** Does this as the shard's owner; when that cannot be asked for now, then at the first tick when it can. */
    void require(Duties.Kind kind, Consumer<Shard> duty) {
        duties.put(kind, duty);
        requestSweep();
    }

    /** Ends all sessions of the shard; when that cannot be asked for now, then at the first tick when it can. */
    void requestWipe() {
        require(Duties.Kind.WIPE, Shard::endAll);
    }

    private void sweep() {
        sweepWaits.set(false);
        duties.fulfil(shard);
        boolean more = shard.sweep();
        while (more && currentLane() == null) {
            more = shard.sweep();
        }
        if (more) {
            // As a command of its own, so that what came meanwhile goes first.
            requestSweep();
        }
    }

    private Lane currentLane() {
        synchronized (lock) {
            return lane;
        }
    }

    /** Reads the totals; to be run as a command. */
    ShardTotals readTotals() {
        lastTotals = shard.totals();
        return lastTotals;
    }

    /** The totals that were read last, for when a command is refused. */
    ShardTotals lastTotals() {
        return lastTotals;
    }

    /** Puts the shard on a lane of this transport; on the ports it had before, if it had any. */
    void open(Transport transport, LaneSpec spec) throws TransportException {
        try {
            // Ends one, too, that was busy when it was told to close.
            park();
        } catch (IllegalStateException busy) {
            throw new TransportException(busy.getMessage(), busy);
        }
        setChanging(null, true);
        Lane opened = null;
        try {
            opened = transport.open(withFormerPorts(spec), shard);
            ports = opened.ports();
        } finally {
            setChanging(opened, false);
        }
        Lane attached = opened;
        if (!attached.execute(() -> shard.attach(attached))) {
            park();
            throw new TransportException("the lane closed while it was opened");
        }
    }

    /**
     * Opens a lane of another transport beside the shard's, where it waits for {@link #move}.
     *
     * @return false when one of the two transports cannot share ports; nothing has changed then
     * @throws TransportException when the next lane cannot have the ports; nothing has changed then
     */
    boolean prepare(Transport transport, LaneSpec spec) throws TransportException {
        swap = LaneSwap.prepare(
                        currentLane(),
                        transport,
                        spec.on(PortPlan.listed(ports)).besideAnother(),
                        shard)
                .orElse(null);
        return swap != null;
    }

    /** Undoes {@link #prepare}, where there is something to undo. */
    void cancel() {
        if (swap != null) {
            swap.cancel();
            swap = null;
        }
    }

    /**
     * Moves the shard to the lane that was prepared. Commands that come meanwhile wait, as the shard has no owner for a moment.
     *
     * @throws TransportException when it stays on the former lane, or has none now, which {@link #isSeated} tells
     */
    LaneSwap.Outcome move() throws TransportException {
        LaneSwap going = swap;
        swap = null;
        synchronized (lock) {
            moving = true;
        }
        try {
            return going.complete(shard::attach);
        } finally {
            settleOn(going.holder());
        }
    }

    private void settleOn(Lane holder) {
        synchronized (lock) {
            lane = holder;
            moving = false;
            if (holder == null) {
                shard.detach();
            }
            passOn();
        }
    }

    /** Moves the shard to a transport that it was on before: beside the lane that it has, or one after the other. */
    void comeBack(Transport transport, LaneSpec spec) throws TransportException {
        try {
            if (prepare(transport, spec)) {
                move();
                return;
            }
        } catch (TransportException notBeside) {
            // The ports may be free only when this lane has left them.
        }
        open(transport, spec);
    }

    /** Whether the shard has a lane that serves. */
    boolean isSeated() {
        synchronized (lock) {
            return lane != null && !parking;
        }
    }

    /**
     * Takes the shard off its lane. Waits until the lane's thread has ended; the sessions stay.
     *
     * @throws IllegalStateException when the thread does not end: it has the shard, which therefore takes no commands
     */
    void park() {
        Lane closing = currentLane();
        if (closing == null) {
            return;
        }
        synchronized (lock) {
            parking = true;
        }
        closing.close();
        setChanging(null, false);
        execute(shard::detach);
    }

    /**
     * Wipes the shard and gives its memory back; no command runs afterwards.
     *
     * @throws IllegalStateException when the lane's thread does not end: it wipes the shard when it comes to it
     */
    void retire() {
        requestWipe();
        insist();
        park();
        synchronized (lock) {
            changing = true;
            shard.endAll();
            readTotals();
            shard.close();
        }
    }

    /** A lane whose queue is full has room again in a moment: what the shard has yet to do, it does while it has a lane. */
    private void insist() {
        for (int tries = 0; tries < MOST_TRIES && !duties.isEmpty() && !sweepWaits.get(); tries++) {
            LockSupport.parkNanos(TRY_AGAIN_NS);
            requestSweep();
        }
    }

    private void setChanging(Lane now, boolean flag) {
        synchronized (lock) {
            lane = now;
            changing = flag;
            parking = false;
        }
    }

    private LaneSpec withFormerPorts(LaneSpec spec) {
        return ports == null ? spec : spec.on(PortPlan.listed(ports));
    }
}
