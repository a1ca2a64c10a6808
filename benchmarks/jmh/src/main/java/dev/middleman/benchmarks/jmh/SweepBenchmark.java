package dev.middleman.benchmarks.jmh;

import java.util.Set;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.api.relay.Handle;
import dev.middleman.api.time.Ticks;
import dev.middleman.engine.shard.Ledger;
import dev.middleman.engine.shard.Outside;
import dev.middleman.engine.shard.Shard;
import dev.middleman.engine.shard.ShardSettings;
import dev.middleman.engine.shard.SourceRules;
import dev.middleman.engine.table.SessionState;
import java.util.List;
import java.util.SplittableRandom;
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

/** One piece of the sweep, as it runs between two bursts: for so long no datagram is forwarded. No session ends. */
@State(Scope.Thread)
@BenchmarkMode({Mode.AverageTime, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class SweepBenchmark implements Ticks {
    /** As many as fit into one piece. */
    private static final int LOOKS = 512;

    private static final long TICK_NS = 10_000_000;
    /** Then time begins anew, so that no session grows old; that one tick asks for nothing. */
    private static final long ROUND_NS = 300_000_000_000L;

    @Param({"1000", "100000", "1000000"})
    public int sessions;

    private FullTable full;
    private Shard shard;
    private long nowNs;
    private int at;

    @Setup(Level.Trial)
    public void fill() {
        full = new FullTable(sessions);
        SplittableRandom random = new SplittableRandom(42);
        Outside outside =
                new Outside(this, random, () -> new Handle(random.nextLong(), random.nextLong()), new NoLedger());
        shard = new Shard(full.table, new ShardSettings(1_000_000, Set.of(LatchMode.KNOCK)), new SourceRules(false, false, List.of()), outside);
    }

    /** Shows that the sweep found nothing to end: otherwise ever fewer sessions would have been looked at. */
    @TearDown(Level.Trial)
    public void release() {
        int left = full.table.count(SessionState.LIVE);
        full.release();
        if (left != sessions) {
            throw new IllegalStateException("only " + left + " of " + sessions + " sessions outlived the sweep");
        }
    }

    /** Sessions that were looked at before and still have time. */
    @Benchmark
    public void pieceThatPasses() {
        passTick();
        shard.sweep();
    }

    /** Sessions that have to be looked at; each turns out to have more time. */
    @Benchmark
    public void pieceThatLooks() {
        passTick();
        for (int i = 0; i < LOOKS; i++) {
            at = at + 1 < sessions ? at + 1 : 0;
            full.table.dues().set(at, 0);
        }
        shard.sweep();
    }

    private void passTick() {
        nowNs = (nowNs + TICK_NS) % ROUND_NS;
    }

    @Override
    public long nowNs() {
        return nowNs;
    }

    @Override
    public long wallSeconds() {
        return 0;
    }

    private static final class NoLedger implements Ledger {
        @Override
        public void latched(int owner) {}

        @Override
        public void ended(int owner, boolean wasPending, int kbitPerSecond) {}
    }
}
