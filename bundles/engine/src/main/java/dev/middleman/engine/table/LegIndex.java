package dev.middleman.engine.table;

import dev.middleman.api.memory.TableMemory;

/** An index of legs by what stands in their own records. */
abstract class LegIndex extends RefIndex {

    LegIndex(TableMemory memory, int places) {
        super(memory, places);
    }

    /** Makes a leg findable by its record. */
    final void add(int leg) {
        int ref = Slots.refOfLeg(leg);
        insert(hashOf(ref), ref);
    }

    final void forget(int leg) {
        int ref = Slots.refOfLeg(leg);
        remove(hashOf(ref), ref);
    }
}
