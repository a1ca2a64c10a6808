package dev.middleman.engine.table;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SessionBucketsTest {
    private final Legs legs = new Legs(new DirectMemory(), 2);
    private final SessionBuckets buckets = new SessionBuckets(legs);

    @Test
    void shouldHoldASessionToItsDatagramRate() {
        buckets.open(1, 4_000_000, 5_000, 0);
        assertThat(passed(20_000, 10_000, 100)).isBetween(52_000, 52_600);
    }

    @Test
    void shouldHoldASessionToItsBandwidth() {
        buckets.open(1, 800, 5_000, 0);
        int bytes = passed(20_000, 10_000, 1_000) * 1_000;
        assertThat(bytes).isBetween(1_000_000, 1_060_000);
    }

    @Test
    void shouldSayWhichBucketIsEmpty() {
        buckets.open(0, 8, 5_000, 0);
        assertThat(buckets.charge(0, 0, 1, 1_400)).isEqualTo(SessionBuckets.PASSED);
        assertThat(buckets.charge(0, 0, 1, 1_400)).isEqualTo(SessionBuckets.OVER_BYTES);
        buckets.open(0, 4_000_000, 5_000, 0);
        assertThat(buckets.charge(0, 0, 2_500, 0)).isEqualTo(SessionBuckets.PASSED);
        assertThat(buckets.charge(0, 0, 1, 0)).isEqualTo(SessionBuckets.OVER_DATAGRAMS);
    }

    @Test
    void shouldLetASlowSessionPassABigTrainAndPayForIt() {
        buckets.open(0, 8, 5_000, 0);
        assertThat(buckets.charge(0, 0, 44, 65_507)).isEqualTo(SessionBuckets.PASSED);
        assertThat(buckets.charge(0, 64_000, 1, 1)).isEqualTo(SessionBuckets.OVER_BYTES);
        assertThat(buckets.charge(0, 66_000, 1, 1)).isEqualTo(SessionBuckets.PASSED);
    }

    @Test
    void shouldNotOverflowAtTheHighestRates() {
        buckets.open(0, SessionBuckets.MAX_KBIT, SessionBuckets.MAX_DATAGRAMS, 0);
        assertThat(buckets.charge(0, 700_000_000, 64, 65_507)).isEqualTo(SessionBuckets.PASSED);
        assertThat(buckets.charge(0, 700_000_001, 64, 65_507)).isEqualTo(SessionBuckets.PASSED);
    }

    /** It saves up less than half a second of that, and still every bit of it passes. */
    @Test
    void shouldHoldASessionToTheHighestBandwidth() {
        int train = 62_500;
        buckets.open(1, SessionBuckets.MAX_KBIT, SessionBuckets.MAX_DATAGRAMS, 0);
        int offered = 200_000;
        long bits = 8L * train * passed(offered, 1_000, train);
        assertThat(8L * train * offered).as("bits offered in a second").isEqualTo(100_000_000_000L);
        assertThat(bits).isBetween(41_500_000_000L, 42_500_000_000L);
    }

    /** Offers {@code perSecond} datagrams a second for some time, in steps of 10 ms. */
    private int passed(int perSecond, int forMs, int bytes) {
        int passed = 0;
        for (int nowMs = 0; nowMs < forMs; nowMs += 10) {
            for (int i = 0; i < perSecond / 100; i++) {
                passed += buckets.charge(1, nowMs, 1, bytes) == SessionBuckets.PASSED ? 1 : 0;
            }
        }
        return passed;
    }
}
