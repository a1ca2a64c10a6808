package dev.middleman.transport.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.middleman.api.time.Deadline;
import dev.middleman.api.time.TickListener;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class VirtualClockTest {
    private final VirtualClock clock = new VirtualClock();
    private final List<String> ran = new ArrayList<>();

    @Test
    void shouldRunTasksInOrderOfTimeThenOfHandingIn() {
        clock.after(20, () -> ran.add("late@" + clock.nowNs()));
        clock.after(10, () -> ran.add("first@" + clock.nowNs()));
        clock.after(10, () -> ran.add("second@" + clock.nowNs()));

        clock.advance(19);
        assertThat(ran).containsExactly("first@10", "second@10");
        clock.advance(1);
        assertThat(ran).endsWith("late@20");
    }

    @Test
    void shouldForgetACancelledTask() {
        Deadline deadline = clock.after(5, () -> ran.add("cancelled"));
        assertThat(deadline.cancel()).isTrue();
        clock.advance(10);
        assertThat(ran).isEmpty();
        assertThat(deadline.cancel()).isFalse();
    }

    @Test
    void shouldStopAtTheTaskThatFulfilsTheCondition() {
        clock.after(5, () -> ran.add("five"));
        clock.after(6, () -> ran.add("six"));

        assertThat(clock.advanceUntil(() -> ran.contains("five"), 100)).isTrue();
        assertThat(clock.nowNs()).isEqualTo(5);
        assertThat(clock.advanceUntil(() -> ran.contains("seven"), 100)).isFalse();
        assertThat(clock.nowNs()).isEqualTo(105);
    }

    @Test
    void shouldTickUntilCancelled() {
        Deadline ticking = clock.every(10, new TickListener() {
            @Override
            public void onTick(long nowNs) {
                ran.add("tick@" + nowNs);
            }

            @Override
            public void onClockJump(long driftNs) {
                ran.add("jump");
            }
        });
        clock.advance(25);
        ticking.cancel();
        clock.advance(25);
        assertThat(ran).containsExactly("tick@10", "tick@20");
    }

    @Test
    void shouldCountAFailingTaskAndGoOn() {
        clock.after(1, () -> {
            throw new IllegalArgumentException("on purpose");
        });
        clock.after(2, () -> ran.add("next"));
        clock.advance(3);

        assertThat(ran).containsExactly("next");
        assertThat(clock.failures()).isOne();
        assertThat(clock.lastFailure()).hasMessage("on purpose");
    }

    @Test
    void shouldRefuseToBeTurnedByItsOwnTask() {
        clock.after(1, () -> clock.advance(1));
        clock.advance(1);
        assertThat(clock.lastFailure()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> clock.advance(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
