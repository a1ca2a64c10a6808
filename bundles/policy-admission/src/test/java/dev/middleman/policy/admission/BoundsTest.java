package dev.middleman.policy.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.middleman.api.policy.CapacityRequest;
import dev.middleman.api.policy.NodeLoad;
import dev.middleman.api.policy.SessionLimits;
import dev.middleman.api.relay.Refusal;
import dev.middleman.api.relay.TurnTimes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;

class BoundsTest {
    private static final String PIN = "A".repeat(43);
    private static final DoubleSupplier NOT_ASKED = () -> {
        throw new AssertionError("there is no bound on the system's load");
    };

    private static CapacityRequest request(int sessions, long kbitPerSecond, TurnTimes turns) {
        NodeLoad load = new NodeLoad(sessions, 200, 0, kbitPerSecond, 0, 0, turns);
        return new CapacityRequest("m1", PIN, new SessionLimits(20_000, 5_000, 64), load);
    }

    private static CapacityRequest idle() {
        return request(0, 0, TurnTimes.none());
    }

    /** A hundred turns, most of them short. */
    private static TurnTimes turns(int longOnes, long longNs) {
        List<Long> counts = new ArrayList<>(Collections.nCopies(TurnTimes.BUCKETS, 0L));
        counts.set(0, 100L - longOnes);
        counts.set(TurnTimes.bucketOf(longNs), (long) longOnes);
        return new TurnTimes(counts, 0);
    }

    @Test
    void shouldLetEverybodyInByDefault() {
        Bounds none = new Bounds(100, 0, 0, 0, Set.of());
        assertThat(none.refusal(request(199, 1_000_000, turns(100, 30_000_000)), NOT_ASKED))
                .isEmpty();
    }

    @Test
    void shouldGiveOutAShareOfTheSessions() {
        Bounds half = new Bounds(50, 0, 0, 0, Set.of());
        assertThat(half.refusal(request(99, 0, TurnTimes.none()), NOT_ASKED)).isEmpty();
        assertThat(half.refusal(request(100, 0, TurnTimes.none()), NOT_ASKED)).contains(Refusal.FULL);
    }

    @Test
    void shouldRefuseWhileMoreIsForwardedThanMayBe() {
        Bounds bounds = new Bounds(100, 1_000, 0, 0, Set.of());
        assertThat(bounds.refusal(request(1, 1_000, TurnTimes.none()), NOT_ASKED))
                .isEmpty();
        assertThat(bounds.refusal(request(1, 1_001, TurnTimes.none()), NOT_ASKED))
                .contains(Refusal.BUSY);
    }

    @Test
    void shouldRefuseWhileMoreThanOneTurnInAHundredTakesTooLong() {
        Bounds bounds = new Bounds(100, 0, 100, 0, Set.of());
        assertThat(bounds.refusal(request(1, 0, turns(1, 1_000_000)), NOT_ASKED))
                .isEmpty();
        assertThat(bounds.refusal(request(1, 0, turns(2, 1_000_000)), NOT_ASKED))
                .contains(Refusal.BUSY);
        assertThat(bounds.refusal(request(1, 0, turns(2, 60_000)), NOT_ASKED)).isEmpty();
    }

    @Test
    void shouldRefuseWhileTheMachineIsLoadedAndNotWhereThatIsUnknown() {
        Bounds bounds = new Bounds(100, 0, 0, 80, Set.of());
        assertThat(bounds.refusal(idle(), () -> 80)).isEmpty();
        assertThat(bounds.refusal(idle(), () -> 80.5)).contains(Refusal.BUSY);
        assertThat(bounds.refusal(idle(), () -> -50)).isEmpty();
    }

    @Test
    void shouldServeOnlyTheServersThatAreNamed() {
        Set<String> named = ServerPins.parse("coaps://ka.example.org:5684/m2#sha256=" + PIN, " " + "B".repeat(43));
        assertThat(named).containsExactly(PIN, "B".repeat(43));
        assertThat(new Bounds(100, 0, 0, 0, named).refusal(idle(), NOT_ASKED)).isEmpty();
        assertThat(new Bounds(100, 0, 0, 0, Set.of("C".repeat(43))).refusal(idle(), NOT_ASKED))
                .contains(Refusal.NOT_SERVED);
    }

    @Test
    void shouldNameTheValueAndTheRangeOfWhatCannotBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Bounds(0, 0, 0, 0, Set.of()))
                .withMessage("sessionPercent 0 is not in 1..100");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Bounds(100, -1, 0, 0, Set.of()))
                .withMessage("kbitPerSecond -1 is not in 0..2000000000");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Bounds(100, 0, 30_001, 0, Set.of()))
                .withMessage("turnMicros 30001 is not in 0..30000");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Bounds(100, 0, 0, 10_001, Set.of()))
                .withMessage("loadPercent 10001 is not in 0..10000");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerPins.parse("ka.example.org"))
                .withMessageStartingWith("servers \"ka.example.org\" is neither");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerPins.parse(Collections.nCopies(17, PIN).toArray(String[]::new)))
                .withMessage("number of servers 17 is not in 0..16");
    }
}
