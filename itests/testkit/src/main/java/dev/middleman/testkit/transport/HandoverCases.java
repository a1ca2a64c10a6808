package dev.middleman.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.middleman.api.net.Families;
import dev.middleman.api.transport.Handover;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.PortPlan;
import dev.middleman.api.transport.TransportException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a lane gives its ports to another one. Both are of the transport under test; only their handlers differ. */
abstract class HandoverCases extends ContractCases {
    private static final int PORTS = 3;
    private static final int COMMANDS = 1_000;

    private final ScriptedHandler nextHandler = new ScriptedHandler();

    HandoverCases(Supplier<TransportHarness> harnesses) {
        super(harnesses);
    }

    private LanePair beside(Lane former, Families families, ScriptedHandler handlerOfNext) throws TransportException {
        Handover formerSide = sharing(former);
        Lane next = openBeside(former, families, handlerOfNext);
        return new LanePair(former, formerSide, next, next.handover().orElseThrow());
    }

    /** Skips, with the lane closed, where the transport cannot share ports. */
    private Handover sharing(Lane former) {
        Optional<Handover> side = former.handover();
        if (side.isEmpty()) {
            former.close();
        }
        assumeTrue(side.isPresent(), "this transport cannot share ports");
        return side.orElseThrow();
    }

    private Lane openBeside(Lane former, Families families, ScriptedHandler handlerOfNext) throws TransportException {
        return harness.transport()
                .open(spec(families, PortPlan.listed(former.ports())).besideAnother(), handlerOfNext);
    }

    private Senders senders(Families families, Lane lane) {
        return new Senders(harness, familiesOf(families), lane.ports());
    }

    private static void awaitCount(ScriptedHandler of, int count) {
        awaitTrue(count + " datagrams came", () -> of.entries.size() >= count);
    }

    private void assertPortsTaken(Lane lane, Families families) {
        assertThatThrownBy(() -> open(families, PortPlan.listed(lane.ports()))).isInstanceOf(TransportException.class);
        assertThatThrownBy(() -> openBeside(lane, families, nextHandler)).isInstanceOf(TransportException.class);
    }

    @ParameterizedTest
    @EnumSource
    void shouldHandOverEachDatagramOnceAndInOrder(Families families) throws TransportException {
        assumeAll(families);
        Lane former = open(families, PORTS);
        Senders senders = senders(families, former);
        senders.round();
        LanePair pair = beside(former, families, handler);
        senders.round();
        pair.steer();
        senders.round();
        pair.formerSide().complete();
        if (!harness.steers()) {
            pair.former().close();
        }
        senders.round();
        pair.nextSide().complete();
        senders.round();
        pair.former().close();
        awaitCount(handler, senders.sent());
        pair.next().close();
        senders.assertAllOnceAndInOrder(handler.entries);
    }

    @ParameterizedTest
    @EnumSource
    void shouldGoOnReceivingWhileTheNextLaneWaits(Families families) throws TransportException {
        assumeAll(families);
        LanePair pair = beside(open(families, PORTS), families, nextHandler);
        Senders senders = senders(families, pair.former());
        senders.round();
        // Without steering the kernel chooses for each sender.
        awaitCount(handler, harness.steers() ? senders.count() : 1);
        assertThat(nextHandler.entries).isEmpty();

        Lane next = pair.complete();
        senders.round();
        awaitTrue("all came", () -> handler.entries.size() + nextHandler.entries.size() == senders.sent());
        assertThat(nextHandler.entries.size()).isGreaterThanOrEqualTo(senders.count());
        next.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldLetAllThatComesWaitWithTheNextLaneOnceSteered(boolean byFormer) throws TransportException {
        assume(Families.IP4);
        LanePair pair = beside(open(Families.IP4, PORTS), Families.IP4, nextHandler);
        Senders senders = senders(Families.IP4, pair.former());
        boolean steered = (byFormer ? pair.formerSide() : pair.nextSide()).steer();
        assertThat(steered).isEqualTo(harness.steers());
        senders.round();
        pair.formerSide().complete();
        int atFormer = handler.entries.size();
        pair.nextSide().complete();
        pair.former().close();
        awaitTrue("all came", () -> handler.entries.size() + nextHandler.entries.size() == senders.sent());
        if (steered) {
            assertThat(atFormer).isZero();
            senders.assertAllOnceAndInOrder(nextHandler.entries);
        }
        pair.next().close();
    }

    @Test
    void shouldRunCommandsOfTheNextLaneOnlyOnceItBegins() throws TransportException {
        assume(Families.IP4);
        LanePair pair = beside(open(Families.IP4, 1), Families.IP4, nextHandler);
        AtomicInteger ranAtFormer = new AtomicInteger();
        ConcurrentLinkedQueue<Integer> ran = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < COMMANDS; i++) {
            int number = i;
            assertThat(pair.former().execute(ranAtFormer::incrementAndGet)).isTrue();
            assertThat(pair.next().execute(() -> ran.add(number))).isTrue();
        }
        pair.steer();
        pair.formerSide().complete();
        assertThat(ranAtFormer).hasValue(COMMANDS);
        assertThat(ran).isEmpty();
        assertThat(pair.former().execute(ranAtFormer::incrementAndGet)).isFalse();

        pair.nextSide().complete();
        settle(pair.next());
        pair.former().close();
        assertThat(ranAtFormer).hasValue(COMMANDS);
        assertThat(ran)
                .containsExactlyElementsOf(IntStream.range(0, COMMANDS).boxed().toList());
        pair.next().close();
    }

    @ParameterizedTest
    @EnumSource
    void shouldHaveThePortsForItselfAgainWhenTheSwapIsTakenBack(Families families) throws TransportException {
        assumeAll(families);
        LanePair pair = beside(open(families, PORTS), families, nextHandler);
        Lane former = pair.cancel();
        assertThat(pair.next().execute(() -> {})).isFalse();
        assertPortsTaken(former, families);
        Senders senders = senders(families, former);
        senders.round();
        awaitCount(handler, senders.sent());

        Lane next = beside(former, families, handler).complete();
        senders.round();
        awaitCount(handler, senders.sent());
        next.close();
        senders.assertAllOnceAndInOrder(handler.entries);
        assertThat(nextHandler.entries).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void shouldHandThePortsOnTwentyTimesAndHaveThemAloneEachTime(Families families) throws TransportException {
        assumeAll(families);
        Lane lane = open(families, PORTS);
        Senders senders = senders(families, lane);
        for (int i = 0; i < 20; i++) {
            LanePair pair = beside(lane, families, handler);
            senders.round();
            pair.steer();
            senders.round();
            lane = pair.complete();
            assertPortsTaken(lane, families);
        }
        awaitCount(handler, senders.sent());
        lane.close();
        senders.assertAllOnceAndInOrder(handler.entries);
        open(families, PortPlan.listed(lane.ports())).close();
    }

    @ParameterizedTest
    @EnumSource
    void shouldNotOpenBesideALaneThatDoesNotShare(Families families) throws TransportException {
        assumeAll(families);
        try (Lane lane = open(families, PORTS)) {
            assertPortsTaken(lane, families);
            Senders senders = senders(families, lane);
            senders.round();
            awaitCount(handler, senders.sent());
            // The same call is answered with a lane once the other one shares.
            beside(lane, families, nextHandler).cancel();
        }
    }

    @Test
    void shouldLeaveNoThreadAndNoMemoryOfTheFormerLane() throws TransportException {
        assume(Families.IP4);
        Lane former = open(Families.IP4, PORTS);
        long ofOneLane = harness.directBytes();
        LanePair pair = beside(former, Families.IP4, nextHandler);
        if (harness.hasLaneThreads()) {
            settle(former);
            assertThat(harness.directBytes() < 0 || harness.directBytes() > ofOneLane)
                    .as("a second lane's memory is seen")
                    .isTrue();
        }
        Lane next = pair.complete();
        settle(next);
        awaitTrue("one lane has a thread", () -> laneThreads() == (harness.hasLaneThreads() ? 1 : 0));
        assertThat(harness.directBytes()).isLessThanOrEqualTo(ofOneLane);
        next.close();
        awaitTrue("no lane has a thread", () -> laneThreads() == 0);
        assertThat(harness.directBytes()).isLessThanOrEqualTo(0);
    }

    /** Or two threads would have the same shard. */
    @Test
    void shouldHaveEndedTheFormerLaneBeforeCompleteReturnsToAnInterruptedCaller() throws TransportException {
        assume(Families.IP4);
        LanePair pair = beside(open(Families.IP4, 1), Families.IP4, nextHandler);
        Thread caller = Thread.currentThread();
        AtomicBoolean returned = new AtomicBoolean();
        AtomicBoolean ran = new AtomicBoolean();
        pair.former().execute(() -> {
            while (Thread.currentThread() != caller && !isWaiting(caller) && !returned.get()) {
                Thread.onSpinWait();
            }
            ran.set(!returned.get());
        });
        caller.interrupt();
        pair.formerSide().complete();
        returned.set(true);
        assertThat(Thread.interrupted()).as("the caller still knows").isTrue();
        assertThat(ran).isTrue();
        pair.nextSide().complete();
        pair.former().close();
        pair.next().close();
    }

    /** For longer than somebody waits for it: it must not let go of the shard later, when another one may have it. */
    @Test
    void shouldStayWithTheFormerLaneWhenThatIsBusy() throws TransportException {
        assume(Families.IP4);
        assumeTrue(harness.hasLaneThreads(), "this transport has no threads of its own");
        LanePair pair = beside(open(Families.IP4, PORTS), Families.IP4, nextHandler);
        pair.steer();
        AtomicInteger ran = new AtomicInteger();
        CountDownLatch release = hold(pair.former());
        assertThatThrownBy(() -> pair.formerSide().complete())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("busy");
        assertThat(pair.former().execute(ran::incrementAndGet)).isTrue();
        pair.nextSide().cancel();
        release.countDown();
        pair.formerSide().cancel();
        settle(pair.former());
        assertThat(ran).hasValue(1);
        assertPortsTaken(pair.former(), Families.IP4);
        Senders senders = senders(Families.IP4, pair.former());
        senders.round();
        awaitCount(handler, senders.sent());
        Lane next = beside(pair.former(), Families.IP4, handler).complete();
        senders.round();
        awaitCount(handler, senders.sent());
        next.close();
        senders.assertAllOnceAndInOrder(handler.entries);
        assertThat(nextHandler.entries).isEmpty();
    }

    private static boolean isWaiting(Thread thread) {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
    }

    @Test
    void shouldBeginWithTheNextLaneWhenTheFormerOneEndedByItself() throws TransportException {
        assume(Families.IP4);
        LanePair pair = beside(open(Families.IP4, PORTS), Families.IP4, nextHandler);
        Senders senders = senders(Families.IP4, pair.former());
        pair.former().close();
        senders.round();
        pair.steer();
        Lane next = pair.complete();
        awaitCount(nextHandler, senders.sent());
        assertPortsTaken(next, Families.IP4);
        next.close();
        senders.assertAllOnceAndInOrder(nextHandler.entries);
    }

    @Test
    void shouldEndWithoutAnErrorWhenTheNextLaneEndedByItself() throws TransportException {
        assume(Families.IP4);
        LanePair pair = beside(open(Families.IP4, 1), Families.IP4, nextHandler);
        pair.next().close();
        assertThat(pair.nextSide().steer()).isFalse();
        assertThat(pair.next().handover()).isEmpty();
        Lane next = pair.complete();
        assertThat(next.execute(() -> {})).isFalse();
        open(Families.IP4, PortPlan.listed(next.ports())).close();
        assertThat(List.of(pair.former(), next))
                .allMatch(lane -> lane.handover().isEmpty());
    }
}
