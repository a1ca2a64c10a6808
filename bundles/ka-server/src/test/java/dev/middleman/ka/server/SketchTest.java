package dev.middleman.ka.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SketchTest {
    private static final long WINDOW_NS = TimeUnit.MINUTES.toNanos(1);
    private static final long SEED = 20_261_123L;

    private final Sketch sketch = new Sketch(WINDOW_NS, new Random(SEED));

    private static byte[] what(int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }

    @Test
    void shouldCountEachOnItsOwn() {
        for (int i = 1; i <= 100; i++) {
            assertThat(sketch.add(0, what(1))).isEqualTo(i);
        }
        assertThat(sketch.add(0, what(2))).isOne();
    }

    @Test
    void shouldForgetEverythingWhenTheWindowEnds() {
        sketch.add(0, what(1));
        sketch.add(0, what(1));
        assertThat(sketch.secondsLeft(0)).isEqualTo(60);
        assertThat(sketch.add(WINDOW_NS - 1, what(1))).isEqualTo(3);
        assertThat(sketch.secondsLeft(WINDOW_NS - 1)).isOne();

        assertThat(sketch.add(WINDOW_NS, what(1))).isOne();
    }

    @Test
    void shouldNeverCountTooLittleAndRarelyTooMuchWhenCrowded() {
        System.out.println("seed " + SEED);
        int tooMuch = 0;
        for (int caller = 0; caller < 5_000; caller++) {
            for (int i = 1; i <= 3; i++) {
                int counted = sketch.add(0, what(caller));
                assertThat(counted).isGreaterThanOrEqualTo(i);
                tooMuch += counted > i ? 1 : 0;
            }
        }
        assertThat(tooMuch)
                .as("overestimates in 15,000 counts of 5,000 callers")
                .isLessThan(600);
    }
}
