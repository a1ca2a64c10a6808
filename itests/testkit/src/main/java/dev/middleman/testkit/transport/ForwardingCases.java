package dev.middleman.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.net.Families;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.TransportException;
import dev.middleman.testkit.transport.ScriptedHandler.Entry;
import dev.middleman.testkit.transport.ScriptedHandler.Onward;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What arrives, how it is described, and what leaves. */
abstract class ForwardingCases extends ContractCases {
    /** More than any transport's receive array, and little enough for a default socket buffer. */
    private static final int MANY = 300;

    ForwardingCases(Supplier<TransportHarness> harnesses) {
        super(harnesses);
    }

    static Stream<Arguments> sequences() {
        List<List<Integer>> sequences = List.of(
                List.of(0),
                List.of(1),
                List.of(43),
                List.of(44),
                List.of(45),
                List.of(1472),
                List.of(2048),
                List.of(9000),
                List.of(65_507),
                List.of(200, 0, 200),
                List.of(0, 0, 0),
                List.of(100, 0, 200),
                List.of(0, 44, 0, 44),
                List.of(1200, 1200, 1200, 700),
                List.of(44, 44, 44, 10),
                List.of(65_507, 0, 1, 65_507, 9000, 0, 0, 1472));
        return Stream.of(Families.IP4, Families.IP6)
                .flatMap(family -> sequences.stream().map(lengths -> Arguments.of(family, lengths)));
    }

    @ParameterizedTest
    @MethodSource("sequences")
    void shouldKeepSizesBoundariesAndBytes(Families family, List<Integer> lengths) throws TransportException {
        assume(family);
        try (Lane lane = open(family, 1)) {
            TestPeer from = harness.peer(family);
            TestPeer to = harness.peer(family);
            handler.forwardAllTo(to.local());
            for (int i = 0; i < lengths.size(); i++) {
                from.send(at(lane, family, 0), pattern(lengths.get(i), i));
            }
            for (int i = 0; i < lengths.size(); i++) {
                assertThat(to.receive().payload()).isEqualTo(pattern(lengths.get(i), i));
            }
            assertThat(handler.nextLengths(lengths.size())).isEqualTo(lengths);
            assertThat(handler.entries).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("sequences")
    void shouldKeepSizesBoundariesAndBytesWithinOneBurst(Families family, List<Integer> lengths)
            throws TransportException {
        assume(family);
        try (Lane lane = open(family, 1)) {
            TestPeer from = harness.peer(family);
            TestPeer to = harness.peer(family);
            handler.forwardAllTo(to.local());
            CountDownLatch release = hold(lane);
            for (int i = 0; i < lengths.size(); i++) {
                from.send(at(lane, family, 0), pattern(lengths.get(i), i));
            }
            release.countDown();
            for (int i = 0; i < lengths.size(); i++) {
                assertThat(to.receive().payload()).isEqualTo(pattern(lengths.get(i), i));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"IP4", "IP6"})
    void shouldTellSourceAndPortExactlyAndLeaveFromTheGivenPort(Families family) throws TransportException {
        assume(family);
        try (Lane lane = open(family, 3)) {
            TestPeer from = harness.peer(family);
            TestPeer to = harness.peer(family);
            int leaving = lane.ports()[2];
            handler.route = entry -> new Onward(leaving, to.local());

            from.send(at(lane, family, 1), pattern(20, 5));

            TestPeer.Arrival arrival = to.receive();
            assertThat(arrival.source()).isEqualTo(at(lane, family, 2));
            assertThat(arrival.payload()).isEqualTo(pattern(20, 5));
            assertThat(handler.next()).isEqualTo(new Entry(lane.ports()[1], from.local(), 20, 1));
        }
    }

    @Test
    void shouldForwardBetweenTheFamiliesFromTheAddressOfTheTarget() throws TransportException {
        assume(Families.IP4);
        assume(Families.IP6);
        try (Lane lane = open(Families.BOTH, 2)) {
            TestPeer four = harness.peer(Families.IP4);
            TestPeer six = harness.peer(Families.IP6);
            handler.route = entry -> entry.source().isIp4()
                    ? new Onward(lane.ports()[1], six.local())
                    : new Onward(lane.ports()[0], four.local());

            four.send(at(lane, Families.IP4, 0), pattern(100, 4));
            TestPeer.Arrival atSix = six.receive();
            six.send(atSix.source(), pattern(101, 6));
            TestPeer.Arrival atFour = four.receive();

            assertThat(atSix.source()).isEqualTo(at(lane, Families.IP6, 1));
            assertThat(atSix.payload()).isEqualTo(pattern(100, 4));
            assertThat(atFour.source()).isEqualTo(at(lane, Families.IP4, 0));
            assertThat(atFour.payload()).isEqualTo(pattern(101, 6));
        }
    }

    @Test
    void shouldDropWhatIsNotMarked() throws TransportException {
        assume(Families.IP4);
        try (Lane lane = open(Families.IP4, 1)) {
            TestPeer from = harness.peer(Families.IP4);
            TestPeer to = harness.peer(Families.IP4);
            handler.route = entry -> entry.length() % 2 == 0 ? new Onward(entry.localPort(), to.local()) : null;
            for (int length = 1; length <= 10; length++) {
                from.send(at(lane, Families.IP4, 0), pattern(length, length));
            }
            for (int length = 2; length <= 10; length += 2) {
                assertThat(to.receive().payload()).isEqualTo(pattern(length, length));
            }
            assertThat(handler.nextLengths(10)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        }
    }

    @Test
    void shouldServeManySourcesOverManyPorts() throws TransportException {
        assume(Families.IP4);
        try (Lane lane = open(Families.IP4, 16)) {
            handler.echo();
            List<TestPeer> peers = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                TestPeer peer = harness.peer(Families.IP4);
                peers.add(peer);
                peer.send(at(lane, Families.IP4, i % 16), pattern(i, i));
            }
            for (int i = 0; i < peers.size(); i++) {
                TestPeer.Arrival arrival = peers.get(i).receive();
                assertThat(arrival.source()).isEqualTo(at(lane, Families.IP4, i % 16));
                assertThat(arrival.payload()).isEqualTo(pattern(i, i));
            }
        }
    }

    @Test
    void shouldKeepOrderWhenMoreArriveAtOnceThanFitIntoABurst() throws TransportException {
        assume(Families.IP4);
        try (Lane lane = open(Families.IP4, 1)) {
            TestPeer peer = harness.peer(Families.IP4);
            handler.echo();
            CountDownLatch release = hold(lane);
            for (int i = 0; i < MANY; i++) {
                peer.send(at(lane, Families.IP4, 0), pattern(i, i));
            }
            release.countDown();
            for (int i = 0; i < MANY; i++) {
                assertThat(peer.receive().payload()).isEqualTo(pattern(i, i));
            }
            assertThat(handler.bursts.get()).isGreaterThan(1);
            assertThat(handler.failedSends).hasValue(0);
        }
    }
}
