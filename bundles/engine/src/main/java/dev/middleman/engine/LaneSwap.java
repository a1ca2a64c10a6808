package dev.middleman.engine;

import dev.middleman.api.relay.Swap;
import dev.middleman.api.transport.BurstHandler;
import dev.middleman.api.transport.Handover;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.LaneSpec;
import dev.middleman.api.transport.Transport;
import dev.middleman.api.transport.TransportException;
import java.util.Optional;

/**
 * Two lanes that hold the ports of one shard, from when the second one is opened until the first one has closed. For one
 * thread, which is no lane's.
 */
final class LaneSwap {
    private final Lane former;
    private final Lane next;
    private final Handover formerSide;
    private final Handover nextSide;
    private final long overflowsBefore;
    private Lane holder;

    /**
     * What a swap cost.
     *
     * @param steered whether the kernel was told whom to give what
     * @param lost datagrams, or -1 where it is not known
     */
    record Outcome(boolean steered, long lost) {
        /** Of no lane at all. */
        static final Outcome NONE = new Outcome(true, 0);

        Outcome plus(Outcome other) {
            boolean known = lost >= 0 && other.lost >= 0;
            return new Outcome(steered && other.steered, known ? lost + other.lost : Lane.UNKNOWN);
        }

        Swap.Way way() {
            return steered ? Swap.Way.STEERED : Swap.Way.SHARED;
        }
    }

    private LaneSwap(Lane former, Handover formerSide, Lane next, Handover nextSide, long overflowsBefore) {
        this.former = former;
        this.formerSide = formerSide;
        this.next = next;
        this.nextSide = nextSide;
        this.overflowsBefore = overflowsBefore;
        holder = former;
    }

    /**
     * Opens a lane beside another one, which goes on receiving.
     *
     * @param spec with the ports of the former lane, beside it
     * @return empty when one of the two transports cannot share ports; nothing has changed then
     * @throws TransportException when the next lane cannot have the ports, or the former one is busy; nothing has changed then
     */
    static Optional<LaneSwap> prepare(Lane former, Transport transport, LaneSpec spec, BurstHandler handler)
            throws TransportException {
        // To ask takes a while with some transports, and from when the ports are shared the peers may notice.
        long overflows;
        Optional<Handover> formerSide;
        try {
            overflows = former.overflows();
            formerSide = former.handover();
        } catch (IllegalStateException busy) {
            throw new TransportException(busy.getMessage(), busy);
        }
        if (formerSide.isEmpty()) {
            return Optional.empty();
        }
        Lane next = null;
        try {
            next = transport.open(spec, handler);
        } finally {
            if (next == null) {
                formerSide.get().cancel();
            }
        }
        Optional<Handover> nextSide = next.handover();
        if (nextSide.isEmpty()) {
            next.close();
            formerSide.get().cancel();
            return Optional.empty();
        }
        return Optional.of(new LaneSwap(former, formerSide.get(), next, nextSide.get(), overflows));
    }

    Lane next() {
        return next;
    }

    /** The lane whose thread has the shard; {@code null} when the former one has left and the next one could not begin. */
    Lane holder() {
        return holder;
    }

    /**
     * Lets the former lane hand over all that waits and leave, and the next one begin.
     *
     * @param first what the next lane's thread runs before anything else
     * @throws TransportException when the former lane does not leave, and then goes on as if nothing had been; or when the next
     *     one cannot begin
     */
    Outcome complete(Runnable first) throws TransportException {
        boolean steered;
        try {
            // Either may say so to the kernel: sockets that share a port have one program.
            steered = formerSide.steer() || nextSide.steer();
            formerSide.complete();
        } catch (RuntimeException stays) {
            cancel();
            throw new TransportException(stays.getMessage(), stays);
        }
        holder = null;
        begin(first, steered);
        return new Outcome(steered, lost());
    }

    /** Nobody has the shard when this is called. Closing many sockets takes a while, so it comes last where nothing reaches them. */
    private void begin(Runnable first, boolean steered) throws TransportException {
        if (!steered) {
            former.close();
        }
        try {
            next.execute(first);
            nextSide.complete();
            holder = next;
        } catch (RuntimeException failed) {
            next.close();
            throw new TransportException(failed.getMessage(), failed);
        } finally {
            former.close();
        }
    }

    void cancel() {
        nextSide.cancel();
        formerSide.cancel();
    }

    private long lost() {
        long atFormer = former.overflows();
        long atNext = next.overflows();
        boolean known = overflowsBefore >= 0 && atFormer >= 0 && atNext >= 0;
        return known ? atFormer - overflowsBefore + atNext : Lane.UNKNOWN;
    }
}
