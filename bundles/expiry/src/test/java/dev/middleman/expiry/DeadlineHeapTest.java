package dev.middleman.expiry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.middleman.api.time.Deadline;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class DeadlineHeapTest {

    private record Planned(long due, int number, Deadline deadline) {}

    @Test
    void shouldBehaveLikeASortedListUnderRandomAddsAndCancels() {
        long seed = new Random().nextLong();
        System.out.println("DeadlineHeapTest seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 50; round++) {
            compareWithSortedList(random, 1 + random.nextInt(500));
        }
    }

    private static void compareWithSortedList(Random random, int tasks) {
        DeadlineHeap heap = new DeadlineHeap(tasks);
        List<Planned> model = new ArrayList<>();
        List<Integer> ran = new ArrayList<>();
        for (int number = 0; number < tasks; number++) {
            int mine = number;
            long due = random.nextInt(100);
            model.add(new Planned(due, mine, heap.add(due, () -> ran.add(mine))));
        }
        for (int cancels = random.nextInt(tasks); cancels > 0; cancels--) {
            assertThat(model.remove(random.nextInt(model.size())).deadline().cancel())
                    .isTrue();
        }
        assertThat(heap.waiting()).isEqualTo(model.size());
        for (Runnable task = heap.takeDue(100, heap.mark()); task != null; task = heap.takeDue(100, heap.mark())) {
            task.run();
        }
        model.sort(Comparator.comparingLong(Planned::due).thenComparingInt(Planned::number));
        assertThat(ran)
                .containsExactlyElementsOf(model.stream().map(Planned::number).toList());
    }

    @Test
    void shouldRefuseMoreThanItsLimitUntilOneIsForgotten() {
        DeadlineHeap heap = new DeadlineHeap(2);
        heap.add(1, () -> {});
        Deadline second = heap.add(2, () -> {});
        assertThatThrownBy(() -> heap.add(3, () -> {}))
                .isInstanceOf(RejectedExecutionException.class)
                .hasMessageContaining("2");
        second.cancel();
        heap.add(3, () -> {});
        assertThat(heap.waiting()).isEqualTo(2);
    }
}
