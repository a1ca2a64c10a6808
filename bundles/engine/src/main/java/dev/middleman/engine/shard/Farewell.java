package dev.middleman.engine.shard;

import dev.middleman.engine.table.SessionTable;
import dev.middleman.engine.table.Slots;
import dev.middleman.wire.knock.KnockType;
import java.util.BitSet;
import java.util.concurrent.locks.LockSupport;

/**
 * The last BYE of a shard that closes. A socket that has no room for it has some in a moment, and there is no later one: a shard that
 * closes has nothing else to do, so it waits for that, for {@value #MOST_ROUNDS} ms at the most however many were refused.
 */
final class Farewell {
    static final int MOST_ROUNDS = 50;
    private static final long ROUND_NS = 1_000_000;

    private final SessionTable table;
    private final KnockSender sender;
    private final BitSet untold = new BitSet();

    Farewell(SessionTable table, KnockSender sender) {
        this.table = table;
        this.sender = sender;
    }

    /** Says BYE to everybody who can hear it, and again to those to whom it did not get away. */
    void say() {
        for (int slot = 0; slot < table.usedSlots(); slot++) {
            tell(Slots.callersLeg(slot));
            tell(Slots.calledLeg(slot));
        }
        for (int rounds = 0; rounds < MOST_ROUNDS && !untold.isEmpty(); rounds++) {
            LockSupport.parkNanos(ROUND_NS);
            for (int leg = untold.nextSetBit(0); leg >= 0; leg = untold.nextSetBit(leg + 1)) {
                tell(leg);
            }
        }
    }

    private void tell(int leg) {
        untold.set(leg, !sender.tell(leg, KnockType.BYE, 0));
    }
}
