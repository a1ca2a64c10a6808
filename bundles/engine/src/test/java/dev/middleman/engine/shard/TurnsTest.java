package dev.middleman.engine.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.middleman.api.relay.TurnTimes;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TurnsTest {
    private static final int ROUNDS = 5;

    private final HandShard node = new HandShard(7);

    @Test
    void shouldTimeOneTurnIn256() {
        node.burst
                .from(HandShard.IP4_HIGH, HandShard.IP4_LOW, 1_000, HandShard.PORT)
                .payload(100);
        turn(TurnTimes.EVERY - 1);
        assertThat(timed()).isZero();
        turn(1);
        assertThat(timed()).isOne();
        turn((ROUNDS - 1) * TurnTimes.EVERY);
        assertThat(timed()).isEqualTo(ROUNDS);
        // Asked twice for each: before and after.
        assertThat(node.ticks.fineReads()).isEqualTo(2 * ROUNDS);
    }

    private void turn(int times) {
        for (int i = 0; i < times; i++) {
            node.shard.onBurst(node.burst);
        }
    }

    private long timed() {
        return Arrays.stream(node.shard.totals().turns(), 0, TurnTimes.BUCKETS).sum();
    }

    /** By-hand time goes on by 300 ns whenever it is read finely. */
    @Test
    void shouldPutTheTimeIntoItsBucketAndTheSum() {
        node.burst
                .from(HandShard.IP4_HIGH, HandShard.IP4_LOW, 1_000, HandShard.PORT)
                .payload(100);
        turn(3 * TurnTimes.EVERY);
        long[] turns = node.shard.totals().turns();
        assertThat(turns[1]).isEqualTo(3);
        assertThat(turns[TurnTimes.BUCKETS]).isEqualTo(3 * HandTicks.FINE_STEP_NS);
    }

    @ParameterizedTest
    @CsvSource({
        "-5, 0",
        "0, 0",
        "1, 0",
        "256, 0",
        "257, 1",
        "512, 1",
        "513, 2",
        "33554432, 17",
        "33554433, 18",
        "9223372036854775807, 18"
    })
    void shouldSortTimesByPowersOfTwo(long ns, int bucket) {
        assertThat(TurnTimes.bucketOf(ns)).isEqualTo(bucket);
        assertThat(ns).isLessThanOrEqualTo(TurnTimes.boundNs(bucket));
        if (bucket > 0) {
            assertThat(ns).isGreaterThan(TurnTimes.boundNs(bucket - 1));
        }
    }

    @Test
    void shouldSayWhatAShareOfTheTurnsKeptTo() {
        Long[] counts = new Long[TurnTimes.BUCKETS];
        Arrays.fill(counts, 0L);
        counts[0] = 98L;
        counts[3] = 1L;
        counts[TurnTimes.BUCKETS - 1] = 1L;
        TurnTimes times = new TurnTimes(List.of(counts), 0);
        assertThat(times.timed()).isEqualTo(100);
        assertThat(times.withinNs(98)).isEqualTo(256);
        assertThat(times.withinNs(99)).isEqualTo(2_048);
        assertThat(times.withinNs(100)).isEqualTo(Long.MAX_VALUE);
        assertThat(TurnTimes.none().withinNs(50)).isZero();
        assertThatThrownBy(() -> new TurnTimes(List.of(1L), 0)).hasMessage("counts 1 are not 19");
    }
}
