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

    /**
     * What a swap cost.
     *
     * @param steered whether the kernel was told whom to give what
     * @param lost datagrams, or -1 where it is not known
     */
    record Outcome(boolean steered, long lost) {
        Outcome plus(Outcome other) {
            boolean known = lost >= 0 && other.lost >= 0;
            return new Outcome(steered && other.steered, known ? lost + other.lost : Lane.UNKNOWN);
        }

        Swap.Way way() {
            return steered ? Swap.Way.STEERED : Swap.Way.SHARED;
        }
    }

    private LaneSwap(Lane former, Handover formerSide, Lane next, Handover nextSide) {
        this.former = former;
        this.formerSide = formerSide;
        this.next = next;
        this.nextSide = nextSide;
        overflowsBefore = former.overflows();
    }

    /**
     * Opens a lane beside another one, which goes on receiving.
     *
     * @param spec with the ports of the former lane, beside it
     * @return empty when one of the two transports cannot share ports; nothing has changed then
     * @throws TransportException when the next lane cannot have the ports; nothing has changed then
     */
    static Optional<LaneSwap> prepare(Lane former, Transport transport, LaneSpec spec, BurstHandler handler)
            throws TransportException {
        Optional<Handover> formerSide = former.handover();
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
        return Optional.of(new LaneSwap(former, formerSide.get(), next, nextSide.get()));
    }

    Lane next() {
        return next;
    }

    /** Lets the former lane hand over all that waits and end, and the next one begin. */
    Outcome complete() {
        // Either may say so to the kernel: sockets that share a port have one program.
        boolean steered = formerSide.steer() || nextSide.steer();
        formerSide.complete();
        nextSide.complete();
        return new Outcome(steered, lost());
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
