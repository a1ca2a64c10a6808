package dev.middleman.engine;

import dev.middleman.api.transport.Transport;
import dev.middleman.api.transport.TransportException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;

/** Moves all shards of a node from one transport to another while they receive. For one thread at a time, which is no lane's. */
final class Migration {
    private final Fleet fleet;
    private final List<ShardSeat> seats;
    /** Those that a swap was rehearsed with; none of them is kept for that. */
    private final Set<Transport> rehearsed = Collections.newSetFromMap(new WeakHashMap<>());

    Migration(Fleet fleet) {
        this.fleet = fleet;
        seats = fleet.seats();
    }

    /**
     * Every lane is opened beside the one before it first, and a shard
     * that cannot move brings those back that have moved: either all move or none.
     *
     * @return empty when one of the transports cannot share ports; nothing has changed then
     * @throws TransportException when a shard cannot move; all are with the former transport then, unless {@link Fleet#isSeated} says
     *     that it does not get its ports back
     */
    Optional<LaneSwap.Outcome> move(Transport former, Transport next) throws TransportException {
        rehearse(former, next);
        boolean prepared = false;
        try {
            prepared = prepare(next);
        } finally {
            if (!prepared) {
                seats.forEach(ShardSeat::cancel);
            }
        }
        return prepared ? Optional.of(moveAll(former)) : Optional.empty();
    }

    private LaneSwap.Outcome moveAll(Transport former) throws TransportException {
        LaneSwap.Outcome sum = LaneSwap.Outcome.NONE;
        for (int i = 0; i < seats.size(); i++) {
            try {
                sum = sum.plus(seats.get(i).move());
            } catch (TransportException | RuntimeException failed) {
                seats.forEach(ShardSeat::cancel);
                bringBack(former, i, failed);
                throw failed;
            }
        }
        return sum;
    }

    /** Brings back the shards before one that failed to move, and that one if it has no lane any more. */
    private void bringBack(Transport former, int failed, Exception why) {
        for (int i = 0; i <= failed; i++) {
            ShardSeat seat = seats.get(i);
            try {
                if (i < failed) {
                    seat.comeBack(former, fleet.spec(i));
                } else if (!seat.isSeated()) {
                    seat.open(former, fleet.spec(i));
                }
            } catch (TransportException | RuntimeException more) {
                why.addSuppressed(more);
            }
        }
    }

    private boolean prepare(Transport transport) throws TransportException {
        for (int i = 0; i < seats.size(); i++) {
            if (!seats.get(i).prepare(transport, fleet.spec(i))) {
                return false;
            }
        }
        return true;
    }

    /** Unless both have been there before: what was compiled stays so for as long as they are there. */
    private void rehearse(Transport former, Transport next) {
        boolean cold = former.startsCold() && next.startsCold();
        if (cold && !rehearsed.containsAll(List.of(former, next))) {
            new Rehearsal(fleet.spec(0)).play(former, next);
            rehearsed.addAll(List.of(former, next));
        }
    }
}
