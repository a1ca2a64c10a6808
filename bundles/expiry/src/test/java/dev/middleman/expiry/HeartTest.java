package dev.middleman.expiry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.middleman.api.time.Deadline;
import dev.middleman.api.time.TickListener;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HeartTest {

    private final HandClock clock = new HandClock();
    private final Heart heart = new Heart(clock, Settings.of(10, 5));
    private final List<String> ran = new ArrayList<>();

    @Test
    void shouldPublishTimeOnlyAtABeat() {
        long before = heart.nowNs();
        clock.turnMs(10);
        assertThat(heart.nowNs()).isEqualTo(before);
        heart.beat();
        assertThat(heart.nowNs() - before).isEqualTo(TimeUnit.MILLISECONDS.toNanos(10));
        assertThat(heart.wallSeconds()).isEqualTo(1_790_000_000L);
    }

    @Test
    void shouldReadTheClockForWhoMeasures() {
        long before = heart.fineNs();
        clock.turnMs(3);
        assertThat(heart.fineNs() - before).isEqualTo(TimeUnit.MILLISECONDS.toNanos(3));
        assertThat(heart.nowNs()).isEqualTo(before);
    }

    @Test
    void shouldRunTasksAtTheFirstBeatAtOrAfterTheirTimeInOrder() {
        heart.after(ms(30), () -> ran.add("30"));
        heart.after(ms(20), () -> ran.add("20 first"));
        heart.after(ms(20), () -> ran.add("20 second"));
        turnAndBeat(19);
        assertThat(ran).isEmpty();
        turnAndBeat(1);
        assertThat(ran).containsExactly("20 first", "20 second");
        turnAndBeat(100);
        assertThat(ran).containsExactly("20 first", "20 second", "30");
    }

    @Test
    void shouldRunTasksOnTimeWhenMonotonicTimeOverflows() {
        heart.after(TimeUnit.SECONDS.toNanos(20), () -> ran.add("before the overflow"));
        heart.after(TimeUnit.SECONDS.toNanos(40), () -> ran.add("after the overflow"));
        turnAndBeat(20_000);
        assertThat(ran).containsExactly("before the overflow");
        turnAndBeat(20_000);
        assertThat(ran).containsExactly("before the overflow", "after the overflow");
        assertThat(heart.nowNs()).isNegative();
    }

    @Test
    void shouldNotRunAFarTaskEarly() {
        heart.after(Long.MAX_VALUE, () -> ran.add("never"));
        turnAndBeat(60_000);
        turnAndBeat(60_000);
        assertThat(ran).isEmpty();
    }

    @Test
    void shouldForgetACancelledTaskAtOnce() {
        Deadline deadline = heart.after(ms(10), () -> ran.add("cancelled"));
        assertThat(heart.totals().waiting()).isEqualTo(1);
        assertThat(deadline.cancel()).isTrue();
        assertThat(heart.totals().waiting()).isZero();
        turnAndBeat(20);
        assertThat(ran).isEmpty();
    }

    @Test
    void shouldSayThatAStartedTaskCannotBeCancelled() {
        Deadline deadline = heart.after(0, () -> ran.add("ran"));
        heart.beat();
        assertThat(deadline.cancel()).isFalse();
        assertThat(ran).containsExactly("ran");
    }

    @Test
    void shouldLeaveATaskThatComesBackAtOnceToTheNextBeat() {
        heart.after(0, new Runnable() {
            @Override
            public void run() {
                ran.add("again");
                heart.after(0, this);
            }
        });
        heart.beat();
        assertThat(ran).hasSize(1);
        heart.beat();
        assertThat(ran).hasSize(2);
    }

    @Test
    void shouldCountWhatThrowsAndGoOn() {
        heart.add(new Listener() {
            @Override
            public void onTick(long nowNs) {
                throw new NoClassDefFoundError("a bundle that went away");
            }
        });
        heart.after(0, () -> {
            throw new IllegalStateException("thrown on purpose");
        });
        heart.after(0, () -> ran.add("after the failure"));
        heart.beat();
        assertThat(ran).containsExactly("after the failure");
        assertThat(heart.totals().failures()).isEqualTo(2);
    }

    @Test
    void shouldTellListenersOfEveryBeatUntilTheyGo() {
        Listener listener = new Listener();
        heart.add(listener);
        turnAndBeat(10);
        turnAndBeat(10);
        heart.remove(listener);
        turnAndBeat(10);
        assertThat(listener.ticks).hasSize(2);
        assertThat(listener.ticks.get(1) - listener.ticks.get(0)).isEqualTo(ms(10));
    }

    @Test
    void shouldReportAClockJumpBeyondTheBoundOnce() {
        Listener listener = new Listener();
        heart.add(listener);
        clock.jumpWallMs(5_000);
        turnAndBeat(10);
        assertThat(listener.jumps).as("a drift of exactly the bound").isEmpty();
        clock.jumpWallMs(1);
        turnAndBeat(10);
        turnAndBeat(10);
        assertThat(listener.jumps).containsExactly(ms(5_001));
        clock.jumpWallMs(-6_000);
        turnAndBeat(10);
        assertThat(listener.jumps).containsExactly(ms(5_001), ms(-6_000));
        assertThat(heart.totals().clockJumps()).isEqualTo(2);
    }

    @Test
    void shouldNotAddUpSmallCorrectionsOverMonths() {
        Listener listener = new Listener();
        heart.add(listener);
        for (int tenMinutes = 0; tenMinutes < 1_000; tenMinutes++) {
            clock.jumpWallMs(100);
            turnAndBeat(TimeUnit.NANOSECONDS.toMillis(DriftWatch.WINDOW_NS));
        }
        assertThat(listener.jumps).isEmpty();
    }

    @Test
    void shouldAskForTheNextBeatAfterTheConfiguredTick() {
        assertThat(heart.beat()).isEqualTo(ms(10));
        heart.use(Settings.of(100, 5));
        assertThat(heart.beat()).isEqualTo(ms(100));
        heart.after(0, () -> clock.turnMs(130));
        assertThat(heart.beat()).isEqualTo(ms(-30));
    }

    @Test
    void shouldForgetAndRefuseTasksOnceStopped() {
        Deadline waiting = heart.after(0, () -> ran.add("too late"));
        heart.stop();
        heart.beat();
        assertThat(ran).isEmpty();
        assertThat(waiting.cancel()).as("it never started").isTrue();
        assertThatThrownBy(() -> heart.after(0, () -> {})).isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void shouldRefuseANegativeDelay() {
        assertThatThrownBy(() -> heart.after(-1, () -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
    }

    private void turnAndBeat(long ms) {
        clock.turnMs(ms);
        heart.beat();
    }

    private static long ms(long ms) {
        return TimeUnit.MILLISECONDS.toNanos(ms);
    }

    private static class Listener implements TickListener {
        final List<Long> ticks = new ArrayList<>();
        final List<Long> jumps = new ArrayList<>();

        @Override
        public void onTick(long nowNs) {
            ticks.add(nowNs);
        }

        @Override
        public void onClockJump(long driftNs) {
            jumps.add(driftNs);
        }
    }
}
