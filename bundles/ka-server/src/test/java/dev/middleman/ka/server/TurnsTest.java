package dev.middleman.ka.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private final List<RuntimeException> failures = new ArrayList<>();
    private final Turns turns = new Turns(failures::add);
    private final List<Integer> ran = new ArrayList<>();

    @Test
    void shouldFinishATaskBeforeTheOneThatItLeadsTo() {
        turns.run(() -> {
            turns.run(() -> ran.add(2));
            ran.add(1);
        });

        assertThat(ran).containsExactly(1, 2);
    }

    @Test
    void shouldGoOnAfterATaskThatThrew() {
        turns.run(() -> {
            throw new IllegalStateException("broken");
        });
        turns.run(() -> ran.add(1));

        assertThat(failures).hasSize(1);
        assertThat(ran).containsExactly(1);
    }

    @Test
    void shouldTurnNewWorkAwayWhenTooMuchWaits() {
        boolean[] taken = new boolean[2];
        turns.run(() -> {
            for (int i = 0; i < Turns.MAX_WAITING - 1; i++) {
                taken[0] = turns.offer(() -> ran.add(0));
            }
            taken[1] = turns.offer(() -> ran.add(-1));
        });

        assertThat(taken).containsExactly(true, false);
        assertThat(ran).hasSize(Turns.MAX_WAITING - 1).doesNotContain(-1);
        assertThat(turns.offer(() -> ran.add(1))).isTrue();
    }

    @Test
    void shouldRunOneTaskAtATimeWhateverTheThread() throws Exception {
        int[] count = {0};
        int threads = 4;
        int each = 20_000;
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> all = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            Thread thread = new Thread(
                    () -> {
                        await(go);
                        for (int i = 0; i < each; i++) {
                            turns.run(() -> count[0]++); // a lost update shows that two ran at once
                        }
                    },
                    "turns-test-" + t);
            thread.start();
            all.add(thread);
        }
        go.countDown();
        for (Thread thread : all) {
            thread.join();
        }

        assertThat(count[0]).isEqualTo(threads * each);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
