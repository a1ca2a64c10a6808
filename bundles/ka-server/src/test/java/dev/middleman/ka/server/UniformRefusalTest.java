package dev.middleman.ka.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.middleman.api.control.Status;
import dev.middleman.ka.server.RefusalExperiment.Seen;
import dev.middleman.ka.server.RefusalExperiment.Why;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Whether a caller can tell from a thousand refusals each, in real time, why it was refused. No speed is measured: the
 * order of the look-ups is drawn, so whatever slows the machine down hits every cause alike, and only a difference that
 * the cause itself makes can be found.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class UniformRefusalTest {
    private static final long SEED = 20_261_127L;
    private static final int EACH = 1_000;
    private static final long PACE_NS = 1_000_000;

    /** A true difference of none fails one run in ten thousand, all comparisons together. */
    private static final double ALPHA = 1e-4 / (2 * Why.values().length);

    /** @param plantedMs how much later the silent targets' refusals arrive */
    private static List<Seen> refusals(RefusalExperiment experiment, long plantedMs) {
        System.out.println("seed " + SEED);
        List<Why> order = new ArrayList<>();
        for (Why why : Why.values()) {
            order.addAll(Collections.nCopies(EACH, why));
        }
        Collections.shuffle(order, new Random(SEED));
        List<RefusalExperiment.Call> prepared = new ArrayList<>();
        order.forEach(why -> prepared.add(experiment.prepare(why, why == Why.SILENT ? plantedMs : 0)));
        List<CompletableFuture<Seen>> calls = new ArrayList<>();
        long startNs = System.nanoTime();
        for (RefusalExperiment.Call call : prepared) {
            long dueNs = startNs + calls.size() * PACE_NS;
            while (System.nanoTime() - dueNs < 0) {
                LockSupport.parkNanos(PACE_NS / 4); // paces callers; nothing waits for it
            }
            calls.add(call.start());
        }
        return calls.stream().map(CompletableFuture::join).toList();
    }

    private static double distance(List<Seen> all, Why why, ToLongFunction<Seen> time) {
        long[] those = all.stream().filter(s -> s.why() == why).mapToLong(time).toArray();
        long[] others = all.stream().filter(s -> s.why() != why).mapToLong(time).toArray();
        return KolmogorovSmirnov.distance(those, others);
    }

    private static double threshold() {
        return KolmogorovSmirnov.threshold(EACH, EACH * (Why.values().length - 1), ALPHA);
    }

    @Test
    void shouldNotShowWhyByCodeSizeOrTime() {
        try (RefusalExperiment experiment = new RefusalExperiment(SEED)) {
            List<Seen> all = refusals(experiment, 0);

            assertThat(all).hasSize(EACH * Why.values().length).allSatisfy(seen -> {
                assertThat(seen.answer().status()).isEqualTo(Status.NOT_FOUND);
                assertThat(seen.answer().payload()).isSameAs(Answers.NOT_FOUND.payload());
            });
            for (Why why : Why.values()) {
                assertThat(distance(all, why, Seen::answeredNs))
                        .as("distance of the times to the answer, %s from all others", why)
                        .isLessThan(threshold());
                assertThat(distance(all, why, Seen::acknowledgedNs))
                        .as("distance of the times to the acknowledgement, %s from all others", why)
                        .isLessThan(threshold());
            }
            assertThat(experiment.offers())
                    .as("silent and refusing targets were asked")
                    .isGreaterThan(EACH);
            assertThat(experiment.toMembers())
                    .as("targets at another member were asked for")
                    .isEqualTo(EACH);
            assertThat(experiment.toMiddleMen()).as("messages to middle-men").isZero();
        }
    }

    @Test
    void shouldFindADifferenceOfFiveMilliseconds() {
        try (RefusalExperiment experiment = new RefusalExperiment(SEED)) {
            List<Seen> all = refusals(experiment, 5);

            assertThat(distance(all, Why.SILENT, Seen::answeredNs)).isGreaterThan(threshold());
        }
    }

    @Test
    void shouldMeasureDistancesAsDefined() {
        assertThat(KolmogorovSmirnov.distance(new long[] {1, 2, 3}, new long[] {1, 2, 3}))
                .isZero();
        assertThat(KolmogorovSmirnov.distance(new long[] {1, 2}, new long[] {3, 4}))
                .isEqualTo(1);
        long[] evens = new long[500];
        Arrays.setAll(evens, i -> 2L * i);
        long[] shifted = Arrays.stream(evens).map(value -> value + 100).toArray();
        assertThat(KolmogorovSmirnov.distance(evens, shifted)).isCloseTo(0.1, within(1e-9));
    }
}
