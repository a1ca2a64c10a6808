package dev.middleman.benchmarks.jmh;

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

/** One slice of the sweep, as it runs every tick of 10 ms: for so long no datagram is forwarded. No session ends. */
@State(Scope.Thread)
@BenchmarkMode({Mode.AverageTime, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class SweepBenchmark implements Ticks {
    private static final long TICK_NS = 10_000_000;
    /** Then time begins anew, so that no session grows old; that one slice looks at nothing. */
    private static final long ROUND_NS = 300_000_000_000L;

    @Param({"1000", "100000", "1000000"})
    public int sessions;

    private FullTable full;
    private Shard shard;
    private long nowNs;

    @Setup(Level.Trial)
    public void fill() {
        full = new FullTable(sessions);
        SplittableRandom random = new SplittableRandom(42);
        Outside outside =
                new Outside(this, random, () -> new Handle(random.nextLong(), random.nextLong()), new NoLedger());
        shard = new Shard(full.table, new ShardSettings(1_000_000), new SourceRules(false, false, List.of()), outside);
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

    @Benchmark
    public void slice() {
        nowNs = (nowNs + TICK_NS) % ROUND_NS;
        shard.sweep();
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
        public void ended(int owner, boolean wasPending) {}
    }
}
