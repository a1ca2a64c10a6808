package dev.middleman.engine;

import dev.middleman.api.relay.Swap;
import dev.middleman.api.transport.BurstHandler;
import dev.middleman.api.transport.Handover;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.LaneSpec;
import dev.middleman.api.transport.Transport;
import dev.middleman.api.transport.TransportException;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Two lanes that hold the ports of one shard, from when the second one is opened until the first one has closed. For one
 * thread, which is no lane's.
 */
final class LaneSwap {
    /** Takes about a millisecond for ports of both families. */
    private static final int PORTS_AT_A_TIME = 64;
    /** Between two looks the last datagram has arrived that was on its way to a socket when its port was steered. */
    private static final int QUIET_LOOKS = 2;
    /** Where nobody can steer, the former lane goes on receiving. */
    private static final int MOST_LOOKS = 16;

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
     * Lets the former lane leave, and the next one begin. The lines are served by both in turn while the ports go from one to the other,
     * some at a time: to tell the kernel of a thousand takes longer than a peer should wait.
     *
     * @param serving is told which lane's thread has the shard, each time before that changes; on this thread, while nobody has it
     * @throws TransportException when the former lane does not leave, and then goes on as if nothing had been; or when the next
     *     one cannot begin
     */
    Outcome complete(Consumer<Lane> serving) throws TransportException {
        try {
            formerSide.complete();
        } catch (RuntimeException stays) {
            cancel();
            throw new TransportException(stays.getMessage(), stays);
        }
        holder = null;
        boolean steered;
        try {
            steered = passPorts(serving);
            if (!steered) {
                former.close();
            }
            serving.accept(next);
            nextSide.complete();
            holder = next;
        } catch (RuntimeException failed) {
            next.close();
            throw new TransportException(failed.getMessage(), failed);
        } finally {
            // Closing many sockets takes a while, so it comes last where nothing reaches them.
            former.close();
        }
        return new Outcome(steered, lost());
    }

    /** Answers whether the kernel now gives the next lane all that arrives. */
    private boolean passPorts(Consumer<Lane> serving) {
        int ports = next.ports().length;
        boolean steered = true;
        for (int from = 0; from < ports && steered; from += PORTS_AT_A_TIME) {
            int to = Math.min(from + PORTS_AT_A_TIME, ports);
            // Either may say so: sockets that share a port have one program.
            steered = formerSide.steer(from, to) || nextSide.steer(from, to);
            look(former, formerSide, serving);
            look(next, nextSide, serving);
        }
        int quiet = 0;
        for (int looks = 0; quiet < QUIET_LOOKS && looks < MOST_LOOKS; looks++) {
            quiet = look(former, formerSide, serving) == 0 ? quiet + 1 : 0;
        }
        return steered;
    }

    private static int look(Lane lane, Handover side, Consumer<Lane> serving) {
        serving.accept(lane);
        return side.look();
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
