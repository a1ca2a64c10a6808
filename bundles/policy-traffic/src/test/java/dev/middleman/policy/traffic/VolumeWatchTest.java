package dev.middleman.policy.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.relay.CommitRequest;
import dev.middleman.api.relay.CommitResult;
import dev.middleman.api.relay.Drain;
import dev.middleman.api.relay.Handle;
import dev.middleman.api.relay.HoldRequest;
import dev.middleman.api.relay.HoldResult;
import dev.middleman.api.relay.Relay;
import dev.middleman.api.relay.RelayDescription;
import dev.middleman.api.relay.Totals;
import dev.middleman.api.relay.TurnTimes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class VolumeWatchTest {
    private static final long SECOND_NS = 1_000_000_000;

    private final VolumeWatch watch = new VolumeWatch();
    private final Carrying carrying = new Carrying();
    private final Asked asked = new Asked();

    private void look(long seconds) {
        watch.look(seconds * SECOND_NS, bytes -> bytes >= 100);
    }

    @Test
    void shouldDrainOnceWhenTheVolumeIsSpent() {
        watch.add("m1", carrying);
        watch.add("m1", asked);
        look(1);
        assertThat(asked.began).isEmpty();
        carrying.bytes = 100;
        watch.look(SECOND_NS + 10_000_000, bytes -> bytes >= 100);
        assertThat(asked.began).as("within the same second").isEmpty();
        look(2);
        assertThat(asked.began).containsExactly(Drain.USUAL_SECONDS);
        asked.end();
        look(3);
        assertThat(asked.began).as("an operator has the last word").hasSize(1);
    }

    @Test
    void shouldLeaveADrainAloneThatBeganBefore() {
        watch.add("m1", carrying);
        watch.add("m1", asked);
        carrying.bytes = 100;
        asked.begin(7);
        look(1);
        assertThat(asked.began).containsExactly(7);
    }

    @Test
    void shouldLookAfterANewMiddleManOfTheSameName() {
        carrying.bytes = 100;
        watch.add("m1", carrying);
        watch.add("m1", asked);
        look(1);
        Asked next = new Asked();
        watch.remove("m1", carrying);
        watch.remove("m1", asked);
        watch.add("m1", carrying);
        watch.add("m1", next);
        look(2);
        assertThat(next.began).hasSize(1);
        assertThat(asked.began).hasSize(1);
    }

    private static final class Asked implements Drain {
        private final List<Integer> began = new ArrayList<>();
        private boolean on;

        @Override
        public void begin(int seconds) {
            began.add(seconds);
            on = true;
        }

        @Override
        public void end() {
            on = false;
        }

        @Override
        public OptionalInt secondsLeft() {
            return on ? OptionalInt.of(1) : OptionalInt.empty();
        }
    }

    private static final class Carrying implements Relay {
        private long bytes;

        @Override
        public CompletionStage<Totals> totals() {
            return CompletableFuture.completedStage(
                    new Totals(0, 0, 0, Map.of(), bytes, Map.of(), 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, TurnTimes.none()));
        }

        @Override
        public RelayDescription description() {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<HoldResult> hold(HoldRequest request) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<CommitResult> commit(Handle handle, CommitRequest request) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Void> release(Handle handle) {
            throw new UnsupportedOperationException();
        }
    }
}
