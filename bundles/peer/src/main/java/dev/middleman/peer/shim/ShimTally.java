package dev.middleman.peer.shim;

import dev.middleman.peer.ShimCounters;
import java.util.concurrent.atomic.LongAdder;

/** A shim's counters while they grow. Thread-safe. */
final class ShimTally {
    final LongAdder fromProgram = new LongAdder();
    final LongAdder toProgram = new LongAdder();
    final LongAdder dropped = new LongAdder();
    final LongAdder lines = new LongAdder();
    final LongAdder replaced = new LongAdder();

    ShimCounters read() {
        return new ShimCounters(fromProgram.sum(), toProgram.sum(), dropped.sum(), lines.sum(), replaced.sum());
    }
}
