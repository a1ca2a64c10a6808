package dev.middleman.benchmarks.jmh;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Look-ups in the order that defeats every cache, and a whole session's life in the table. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class TableBenchmark {
    /** Coprime to every number of legs below: a walk with this step meets all of them. */
    private static final int STRIDE = 7_368_787;

    @Param({"1000", "100000", "1000000"})
    public int sessions;

    private FullTable full;
    private int number;

    @Setup(Level.Trial)
    public void fill() {
        full = new FullTable(sessions);
        if (full.find(0) < 0 || full.find(2 * sessions - 1) < 0 || full.find(2 * sessions + 2) >= 0) {
            throw new IllegalStateException("the table does not find what it should");
        }
    }

    @TearDown(Level.Trial)
    public void release() {
        full.release();
    }

    /** A datagram of a latched peer. */
    @Benchmark
    public int findLatched() {
        number = (int) ((number + (long) STRIDE) % (2L * sessions));
        return full.find(number);
    }

    /** A datagram of a stranger. */
    @Benchmark
    public int findStranger() {
        number = (int) ((number + (long) STRIDE) % (2L * sessions));
        return full.find(2 * sessions + 2 + number);
    }

    /** Opened, both legs named and latched, ended and wiped. */
    @Benchmark
    public int openLatchEnd() {
        int slot = full.addLive();
        full.table.end(slot);
        return slot;
    }
}
