package dev.middleman.harden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.middleman.api.protection.Measure.State;
import dev.middleman.api.time.TimeTotals;
import dev.middleman.api.time.Timekeeper;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When the memory and the watch on the clocks count as on. */
class ChecksTest {

    private static Timekeeper clock(long seconds) {
        return new Timekeeper() {
            @Override
            public TimeTotals totals() {
                throw new AssertionError("not asked for");
            }

            @Override
            public long driftBoundNs() {
                return TimeUnit.SECONDS.toNanos(seconds);
            }
        };
    }

    @Test
    void shouldWantTheClocksWatchedWithinTheIdleTimeThatIsPromised() {
        assertThat(DriftCheck.measure(null).state()).isEqualTo(State.OFF);
        assertThat(DriftCheck.measure(clock(5)).state()).isEqualTo(State.ON);
        assertThat(DriftCheck.measure(clock(60)).state()).isEqualTo(State.ON);
        assertThat(DriftCheck.measure(clock(61)).state()).isEqualTo(State.OFF);
        assertThat(DriftCheck.measure(clock(61)).reason()).contains("driftSeconds is 61");
    }

    @Test
    void shouldCountMemoryAsSecretOnlyWhileAllThatIsInUseIs() {
        assumeTrue(Platform.obstacle() == null, Platform::obstacle);
        Refused obstacle = MemoryCheck.obstacle(Kind.SECRET);
        assumeTrue(obstacle == null, () -> "not here: " + obstacle.getMessage());
        KernelMemory secret = new KernelMemory(List.of(Kind.SECRET));
        KernelMemory less = new KernelMemory(List.of(Kind.UNLOCKED));
        MemoryCheck check = MemoryCheck.probe(List.of(secret, less));

        assertThat(check.measure(List.of()).state()).as("nobody uses it").isEqualTo(State.OFF);
        ByteBuffer one = secret.allocate(1000);
        assertThat(check.measure(List.of()).state()).isEqualTo(State.ON);
        assertThat(check.measure(List.of()).reason()).contains("1 areas with 1000 bytes");
        assertThat(check.measure(List.of("dev.middleman.engine")).state()).isEqualTo(State.OFF);
        ByteBuffer other = less.allocate(1000);
        assertThat(check.measure(List.of()).state()).isEqualTo(State.OFF);
        less.release(other);
        assertThat(check.measure(List.of()).state()).isEqualTo(State.ON);
        secret.release(one);
    }
}
