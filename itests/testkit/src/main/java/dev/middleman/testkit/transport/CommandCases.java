package dev.middleman.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.net.Families;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.TransportException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is handed to the lane's thread. */
abstract class CommandCases extends ContractCases {

    CommandCases(Supplier<TransportHarness> harnesses) {
        super(harnesses);
    }

    @BeforeEach
    void needIp4() {
        assume(Families.IP4);
    }

    @Test
    void shouldRunCommandsInTheOrderOfTheCalls() throws TransportException {
        List<Integer> ran = new ArrayList<>();
        try (Lane lane = open(Families.IP4, 1)) {
            for (int i = 0; i < 10_000; i++) {
                int number = i;
                assertThat(lane.execute(() -> ran.add(number))).isTrue();
            }
            settle(lane);
        }
        assertThat(ran).isEqualTo(IntStream.range(0, 10_000).boxed().toList());
    }

    @Test
    void shouldKeepTheOrderOfEachCallingThread() throws Exception {
        int callers = 8;
        int each = 2_000;
        ConcurrentLinkedQueue<int[]> ran = new ConcurrentLinkedQueue<>();
        try (Lane lane = open(Families.IP4, 1)) {
            List<Thread> threads = IntStream.range(0, callers)
                    .mapToObj(caller -> new Thread(
                            () -> IntStream.range(0, each)
                                    .forEach(i -> lane.execute(() -> ran.add(new int[] {caller, i}))),
                            "contract-caller-" + caller))
                    .toList();
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            settle(lane);
        }
        assertThat(ran).hasSize(callers * each);
        for (int caller = 0; caller < callers; caller++) {
            int wanted = caller;
            assertThat(ran.stream().filter(r -> r[0] == wanted).map(r -> r[1])).isSorted();
        }
    }

    @Test
    void shouldRunCommandsAndBurstsOnOneThread() throws TransportException {
        CountDownLatch done = new CountDownLatch(2);
        try (Lane lane = open(Families.IP4, 1)) {
            lane.execute(() -> {
                handler.threads.add(Thread.currentThread());
                done.countDown();
            });
            harness.peer(Families.IP4).send(at(lane, Families.IP4, 0), new byte[3]);
            handler.next();
            lane.execute(done::countDown);
            await(done);
            assertThat(handler.threads).hasSize(1).doesNotContain(Thread.currentThread());
            if (harness.hasLaneThreads()) {
                assertThat(handler.threads.iterator().next().getName()).contains(LANE_NAME);
            }
        }
    }

    @Test
    void shouldRunACommandBeforeTheNextBurst() throws TransportException {
        List<String> order = new ArrayList<>();
        try (Lane lane = open(Families.IP4, 1)) {
            TestPeer peer = harness.peer(Families.IP4);
            handler.inspect = burst -> order.add("burst");
            CountDownLatch release = hold(lane);
            peer.send(at(lane, Families.IP4, 0), new byte[3]);
            lane.execute(() -> order.add("command"));
            release.countDown();
            handler.next();
            settle(lane);
        }
        assertThat(order).containsExactly("command", "burst");
    }

    @Test
    void shouldRunACommandOfABurstBeforeTheNextBurst() throws TransportException {
        List<String> order = new ArrayList<>();
        try (Lane lane = open(Families.IP4, 8)) {
            TestPeer peer = harness.peer(Families.IP4);
            handler.inspect = burst -> {
                order.add("burst");
                assertThat(lane.execute(() -> order.add("command"))).isTrue();
            };
            for (int round = 0; round < 3; round++) {
                CountDownLatch release = hold(lane);
                for (int port = 0; port < 8; port++) {
                    peer.send(at(lane, Families.IP4, port), new byte[3]);
                }
                release.countDown();
                handler.nextLengths(8);
                settle(lane);
            }
        }
        // However many ports were ready at once: never two bursts in a row.
        assertThat(order)
                .isEqualTo(IntStream.range(0, order.size())
                        .mapToObj(i -> i % 2 == 0 ? "burst" : "command")
                        .toList());
        assertThat(order.size()).isGreaterThanOrEqualTo(6);
    }

    @Test
    void shouldSurviveACommandThatThrows() throws TransportException {
        try (Lane lane = open(Families.IP4, 1)) {
            lane.execute(() -> {
                throw new IllegalStateException("on purpose");
            });
            lane.execute(() -> {
                throw new AssertionError("on purpose");
            });
            settle(lane);
            harness.peer(Families.IP4).send(at(lane, Families.IP4, 0), new byte[3]);
            assertThat(handler.next().length()).isEqualTo(3);
        }
    }

    @Test
    void shouldRefuseACommandWhenTheQueueIsFullAndRunAllThatWereAccepted() throws TransportException {
        AtomicInteger ran = new AtomicInteger();
        try (Lane lane = open(Families.IP4, 1)) {
            CountDownLatch release = hold(lane);
            int accepted = 0;
            while (accepted <= Lane.MAX_QUEUED_COMMANDS && lane.execute(ran::incrementAndGet)) {
                accepted++;
            }
            // The one that holds the lane may count as waiting or not.
            assertThat(accepted).isBetween(Lane.MAX_QUEUED_COMMANDS - 1, Lane.MAX_QUEUED_COMMANDS);
            assertThat(ran).hasValue(0);
            release.countDown();
            executeWhenThereIsRoom(lane, ran::incrementAndGet);
            CountDownLatch done = new CountDownLatch(1);
            executeWhenThereIsRoom(lane, done::countDown);
            await(done);
            assertThat(ran).hasValue(accepted + 1);
        }
    }

    /** A queue that was full has room for one command long before it has for two. */
    private static void executeWhenThereIsRoom(Lane lane, Runnable command) {
        while (!lane.execute(command)) {
            Thread.onSpinWait();
        }
    }
}
