package dev.middleman.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.middleman.api.net.Families;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.PortPlan;
import dev.middleman.api.transport.TransportException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is left of a lane afterwards: nothing. */
abstract class ClosingCases extends ContractCases {

    ClosingCases(Supplier<TransportHarness> harnesses) {
        super(harnesses);
    }

    @BeforeEach
    void needIp4() {
        assume(Families.IP4);
    }

    @Test
    void shouldFreeThePortsBeforeCloseReturns() throws TransportException {
        Lane lane = open(Families.IP4, 5);
        int[] ports = lane.ports();
        for (int round = 0; round < 20; round++) {
            lane.close();
            lane = open(Families.IP4, PortPlan.listed(ports));
        }
        harness.peer(Families.IP4).send(at(lane, Families.IP4, 4), new byte[2]);
        assertThat(handler.next().localPort()).isEqualTo(ports[4]);
        lane.close();
    }

    @Test
    void shouldRunWhatWasAcceptedAndRefuseTheRest() throws TransportException {
        AtomicInteger ran = new AtomicInteger();
        Lane lane = open(Families.IP4, 1);
        for (int i = 0; i < 1_000; i++) {
            assertThat(lane.execute(ran::incrementAndGet)).isTrue();
        }
        lane.close();

        assertThat(ran).hasValue(1_000);
        assertThat(lane.execute(ran::incrementAndGet)).isFalse();
        assertThat(ran).hasValue(1_000);
    }

    @Test
    void shouldRunExactlyWhatWasAcceptedWhenClosedAmidCalls() throws Exception {
        for (int round = 0; round < 50; round++) {
            AtomicInteger accepted = new AtomicInteger();
            AtomicInteger ran = new AtomicInteger();
            Lane lane = open(Families.IP4, 1);
            CountDownLatch calling = new CountDownLatch(1);
            Thread caller = new Thread(
                    () -> {
                        while (lane.execute(ran::incrementAndGet)) {
                            accepted.incrementAndGet();
                            calling.countDown();
                        }
                    },
                    "contract-caller");
            caller.start();
            await(calling);
            lane.close();
            caller.join();
            assertThat(ran).hasValue(accepted.get());
        }
    }

    @Test
    void shouldDoNothingWhenClosedAgain() throws TransportException {
        Lane lane = open(Families.IP4, 1);
        int port = lane.ports()[0];
        lane.close();
        try (Lane next = open(Families.IP4, PortPlan.listed(port))) {
            lane.close();
            harness.peer(Families.IP4).send(at(next, Families.IP4, 0), new byte[2]);
            assertThat(handler.next().length()).isEqualTo(2);
        }
    }

    @Test
    void shouldCloseFromItsOwnThread() throws TransportException {
        Lane lane = open(Families.IP4, 1);
        int[] ports = lane.ports();
        CountDownLatch returned = new CountDownLatch(1);
        lane.execute(() -> {
            lane.close();
            returned.countDown();
        });
        await(returned);
        awaitTrue("the port is free", () -> canOpen(ports));
        assertNoThreadLeft();
    }

    @Test
    void shouldCloseFromWithinABurst() throws TransportException {
        Lane lane = open(Families.IP4, 1);
        int[] ports = lane.ports();
        handler.inspect = burst -> lane.close();
        harness.peer(Families.IP4).send(at(lane, Families.IP4, 0), new byte[2]);
        handler.next();
        awaitTrue("the port is free", () -> canOpen(ports));
        assertNoThreadLeft();
    }

    @Test
    void shouldCloseWhileDatagramsArrive() throws TransportException {
        TestPeer peer = harness.peer(Families.IP4);
        handler.echo();
        for (int round = 0; round < 20; round++) {
            Lane lane = open(Families.IP4, 2);
            for (int i = 0; i < 50; i++) {
                peer.send(at(lane, Families.IP4, i % 2), new byte[100]);
            }
            lane.close();
            int seen = handler.bursts.get();
            assertThat(lane.execute(() -> {})).isFalse();
            assertThat(handler.bursts).hasValue(seen);
        }
        assertNoThreadLeft();
    }

    @Test
    void shouldCloseFromSeveralThreadsAtOnce() throws Exception {
        Lane lane = open(Families.IP4, 1);
        int[] ports = lane.ports();
        List<Thread> closers = List.of(new Thread(lane::close, "closer-1"), new Thread(lane::close, "closer-2"));
        closers.forEach(Thread::start);
        for (Thread closer : closers) {
            closer.join();
        }
        assertThat(canOpen(ports)).isTrue();
    }

    @Test
    void shouldWaitForItsThreadThoughTheCallerIsInterrupted() throws Exception {
        assumeTrue(harness.hasLaneThreads(), "this transport has no threads of its own");
        Lane lane = open(Families.IP4, 1);
        AtomicInteger ran = new AtomicInteger();
        AtomicInteger ranBeforeItReturned = new AtomicInteger();
        AtomicBoolean stillInterrupted = new AtomicBoolean();
        CountDownLatch release = hold(lane);
        assertThat(lane.execute(ran::incrementAndGet)).isTrue();
        Thread closer = new Thread(
                () -> {
                    Thread.currentThread().interrupt();
                    lane.close();
                    ranBeforeItReturned.set(ran.get());
                    stillInterrupted.set(Thread.currentThread().isInterrupted());
                },
                "contract-closer");
        closer.start();
        awaitTrue("it waits, or has given up", () -> waits(closer) || !closer.isAlive());
        release.countDown();
        closer.join();
        assertThat(ranBeforeItReturned).hasValue(1);
        assertThat(stillInterrupted).isTrue();
    }

    private static boolean waits(Thread thread) {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
    }

    @Test
    void shouldEndTheThread() throws TransportException {
        Lane lane = open(Families.IP4, 3);
        settle(lane);
        if (harness.hasLaneThreads()) {
            assertThat(laneThreads())
                    .as("the search finds a thread of an open lane")
                    .isEqualTo(1);
        }
        lane.close();
        assertNoThreadLeft();
    }

    @Test
    void shouldGiveBackItsDirectMemory() throws TransportException {
        Lane lane = open(Families.IP4, 3);
        handler.echo();
        TestPeer peer = harness.peer(Families.IP4);
        peer.send(at(lane, Families.IP4, 0), new byte[100]);
        peer.receive();
        if (harness.directBytes() != -1) {
            assertThat(harness.directBytes())
                    .as("an open lane's memory is seen")
                    .isPositive();
        }
        lane.close();
        assertThat(harness.directBytes()).isLessThanOrEqualTo(0);
    }

    @Test
    void shouldLeaveNothingBehindWhenItCannotBeOpened() throws TransportException {
        try (Lane holder = open(Families.IP4, 1)) {
            int[] ports = holder.ports();
            long before = harness.directBytes();
            assertThat(canOpen(ports)).isFalse();
            assertThat(harness.directBytes()).isEqualTo(before);
            assertThat(laneThreads()).isEqualTo(harness.hasLaneThreads() ? 1 : 0);
        }
    }

    private boolean canOpen(int[] ports) {
        try {
            open(Families.IP4, PortPlan.listed(ports)).close();
            return true;
        } catch (TransportException e) {
            return false;
        }
    }

    private static void assertNoThreadLeft() {
        awaitTrue("the lane's thread has ended", () -> laneThreads() == 0);
    }
}
