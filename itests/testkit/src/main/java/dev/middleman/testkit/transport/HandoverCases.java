package dev.middleman.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.middleman.api.net.Families;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.PortPlan;
import dev.middleman.api.transport.TransportException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a lane gives its ports to another one. Both are of the transport under test; only their handlers differ. */
abstract class HandoverCases extends PairCases {
    private static final int COMMANDS = 1_000;

    HandoverCases(Supplier<TransportHarness> harnesses) {
        super(harnesses);
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
        boolean steered = (byFormer ? pair.formerSide() : pair.nextSide()).steer(0, PORTS);
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

    /** While a thousand ports are steered, which takes a while, nobody has to wait for the last of them. */
    @ParameterizedTest
    @EnumSource
    void shouldServeWithBothLanesInTurnWhileThePortsGoOver(Families families) throws TransportException {
        assumeAll(families);
        LanePair pair = beside(open(families, PORTS), families, handler);
        Senders senders = senders(families, pair.former());
        pair.formerSide().complete();
        senders.round();
        for (int port = 0; port < PORTS; port++) {
            int before = handler.entries.size();
            assertThat(pair.steer(port, port + 1)).isEqualTo(harness.steers());
            senders.round();
            assertThat(handler.entries).as("nobody reads by itself").hasSize(before);
            awaitTrue("all came", () -> {
                pair.look();
                return handler.entries.size() == senders.sent();
            });
        }
        if (harness.steers()) {
            senders.round();
        }
        pair.nextSide().complete();
        awaitCount(handler, senders.sent());
        pair.former().close();
        pair.next().close();
        senders.assertAllOnceAndInOrder(handler.entries);
    }

    /** What is looked at once is read to its end, and what has been steered away is with the other one. */
    @Test
    void shouldLookAtItsOwnSocketsAndRunNoCommands() throws TransportException {
        assume(Families.IP4);
        assumeTrue(harness.steers(), "the kernel chooses");
        LanePair pair = beside(open(Families.IP4, PORTS), Families.IP4, nextHandler);
        AtomicInteger ran = new AtomicInteger();
        assertThat(pair.next().execute(ran::incrementAndGet)).isTrue();
        Senders senders = senders(Families.IP4, pair.former());
        pair.formerSide().complete();
        pair.steer(1, PORTS);
        senders.round();
        awaitTrue("all came", () -> {
            pair.look();
            return handler.entries.size() + nextHandler.entries.size() == senders.sent();
        });
        int kept = pair.next().ports()[0];
        assertThat(handler.entries).isNotEmpty().allMatch(entry -> entry.localPort() == kept);
        assertThat(nextHandler.entries).isNotEmpty().noneMatch(entry -> entry.localPort() == kept);
        assertThat(pair.look()).isZero();
        assertThat(ran).hasValue(0);
        pair.complete().close();
        assertThat(ran).hasValue(1);
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
}
