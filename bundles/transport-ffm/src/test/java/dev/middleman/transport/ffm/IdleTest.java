package dev.middleman.transport.ffm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.annotation.Annotation;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IdleTest {

    private record Config(String idle, int polls, int batchMs, String... idle_lanes) implements FfmConfig {
        Config(String idle, int polls, String... lanes) {
            this(idle, polls, 5, lanes);
        }

        @Override
        public Class<? extends Annotation> annotationType() {
            return FfmConfig.class;
        }
    }

    @Test
    void shouldSleepAtOncePollForAWhileOrNeverSleep() {
        assertThat(timeouts(Idle.BLOCK)).containsExactly(-1, -1, -1, -1);
        assertThat(timeouts(new Idle(2))).containsExactly(0, 0, -1, -1);
        assertThat(timeouts(Idle.SPIN)).containsExactly(0, 0, 0, 0);
    }

    private static int[] timeouts(Idle idle) {
        return IntStream.range(0, 4).map(idle::timeoutMs).toArray();
    }

    @Test
    void shouldNeverSleepHoweverLongItSpins() {
        int quiet = Idle.FOR_EVER - 3;
        for (int i = 0; i < 10; i++) {
            quiet = Idle.oneMore(quiet);
            assertThat(Idle.SPIN.timeoutMs(quiet)).isZero();
        }
    }

    @Test
    void shouldReadOneStrategyForAllAndOthersForSingleLanes() {
        IdlePlan plan = IdlePlan.read(new Config("adaptive", 70, "m1/shard-0=spin", " m=2/shard-1 = block "));
        assertThat(plan.of("m1/shard-0")).isEqualTo(Idle.SPIN);
        assertThat(plan.of("m=2/shard-1")).isEqualTo(Idle.BLOCK);
        assertThat(plan.of("m1/shard-1")).isEqualTo(new Idle(70));
        assertThat(IdlePlan.read(new Config("batch", 70, 20, new String[0])).of("m1/shard-0"))
                .isEqualTo(new Idle(0, 20));
    }

    @Test
    void shouldRefuseWhatItDoesNotKnowWithTheValueAndWhatIsAllowed() {
        assertRefused(new Config("busy", 70), "idle \"busy\" is not block, adaptive, spin or batch");
        assertRefused(new Config("adaptive", 0), "polls 0 is not in 1..10000000");
        assertRefused(new Config("batch", 1, 0, new String[0]), "batchMs 0 is not in 1..100");
        assertRefused(new Config("block", 1, 101, "m1/shard-0=batch"), "batchMs 101 is not in 1..100");
        assertRefused(new Config("block", 1, "spin"), "idle.lanes \"spin\" is not LANE=STRATEGY");
        assertRefused(new Config("block", 1, "m1/shard-0=busy"), "idle \"busy\" is not block, adaptive, spin or batch");
    }

    private static void assertRefused(FfmConfig config, String why) {
        assertThatThrownBy(() -> IdlePlan.read(config))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(why);
    }
}
