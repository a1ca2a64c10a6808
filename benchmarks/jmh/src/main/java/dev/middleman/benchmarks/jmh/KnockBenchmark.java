package dev.middleman.benchmarks.jmh;

import dev.middleman.wire.knock.KnockDirection;
import dev.middleman.wire.knock.KnockFrame;
import dev.middleman.wire.knock.KnockMac;
import dev.middleman.wire.knock.KnockType;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a frame that claims to be a knock costs to check, and one to sign. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class KnockBenchmark {
    private final KnockMac mac = new KnockMac();
    private final byte[] key = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
    private final byte[] frame = new byte[KnockFrame.BYTES];

    @Setup
    public void sign() {
        KnockFrame.start(frame, 42, KnockType.PROOF, 0);
        KnockFrame.setCounter(frame, 1);
        mac.sign(key, KnockDirection.TO_MIDDLEMAN, frame);
    }

    @Benchmark
    public boolean verify() {
        return KnockFrame.isWellFormed(frame) && mac.verify(key, KnockDirection.TO_MIDDLEMAN, frame);
    }

    @Benchmark
    public byte[] answer() {
        mac.sign(key, KnockDirection.TO_MIDDLEMAN, frame);
        return frame;
    }
}
