package dev.middleman.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.net.Families;
import dev.middleman.api.transport.Lane;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a sender hands to the kernel in one go. A transport may take it as one entry or as many: every datagram must come
 * out as it went in.
 */
abstract class TrainCases extends ContractCases {

    TrainCases(Supplier<TransportHarness> harnesses) {
        super(harnesses);
    }

    @BeforeEach
    void needTrains() {
        assumeKernelSockets();
        assume(Families.IP4);
    }

    /** The length of a segment and of the train. */
    static Stream<Arguments> trains() {
        return Stream.of(Families.IP4, Families.IP6)
                .flatMap(family -> Stream.of(
                        Arguments.of(family, 1_200, 4 * 1_200),
                        Arguments.of(family, 1_200, 5 * 1_200 + 7),
                        Arguments.of(family, 200, 16 * 200 + 50),
                        Arguments.of(family, 1_400, 40 * 1_400 + 1),
                        Arguments.of(family, 1, 20),
                        Arguments.of(family, 44, 3 * 44 + 10),
                        Arguments.of(family, 100, 2 * 100 + 44)));
    }

    @ParameterizedTest
    @MethodSource("trains")
    void shouldSendEveryDatagramOfATrainOnWithTheShortLastOne(Families family, int segment, int length)
            throws Exception {
        assume(family);
        try (Lane lane = open(family, 1)) {
            TestPeer to = harness.peer(family);
            handler.forwardAllTo(to.local());
            byte[] train = pattern(length, segment);

            assertThat(TrainSender.send(at(lane, family, 0), train, segment)).isTrue();

            assertArrives(to, train, segment);
            settle(lane);
            assertHandedOver(length, segment);
        }
    }

    @Test
    void shouldSendTrainsOnBetweenTheFamilies() throws Exception {
        assume(Families.IP6);
        try (Lane lane = open(Families.BOTH, 1)) {
            TestPeer four = harness.peer(Families.IP4);
            TestPeer six = harness.peer(Families.IP6);
            byte[] train = pattern(9 * 500 + 1, 3);

            handler.forwardAllTo(six.local());
            TrainSender.send(at(lane, Families.IP4, 0), train, 500);
            assertArrives(six, train, 500);

            handler.forwardAllTo(four.local());
            TrainSender.send(at(lane, Families.IP6, 0), train, 500);
            assertArrives(four, train, 500);
        }
    }

    @Test
    void shouldCountEveryDatagramOfATrainThatCannotLeave() throws Exception {
        try (Lane lane = open(Families.IP4, 1)) {
            TestPeer to = harness.peer(Families.IP4);
            handler.forwardAllTo(to.local().withPort(0));
            TrainSender.send(at(lane, Families.IP4, 0), pattern(3 * 300 + 5, 1), 300);
            int segments = 0;
            while (segments < 4) {
                segments += handler.next().segments();
            }
            settle(lane);
            assertThat(handler.failedSends).hasValue(4);
        }
    }

    /** The way out gets narrower between a train's arrival and its departure. */
    @Test
    @Confined(network = true)
    void shouldSendATrainOnAsSinglesWhereTheWayOutIsTooNarrowForIt() throws Exception {
        try (Lane lane = open(Families.IP4, 1)) {
            TestPeer to = harness.peer(Families.IP4);
            handler.forwardAllTo(to.local());
            byte[] train = pattern(6 * 1_400 + 9, 2);
            CountDownLatch release = hold(lane);
            assertThat(TrainSender.send(at(lane, Families.IP4, 0), train, 1_400))
                    .isTrue();
            Program.ip("link set lo mtu 1000");
            assertThat(TrainSender.send(at(lane, Families.IP4, 0), train, 1_400))
                    .as("the system takes such a train now")
                    .isFalse();
            release.countDown();
            assertArrives(to, train, 1_400);
            settle(lane);
            assertHandedOver(train.length, 1_400);
        }
    }

    private static void assertArrives(TestPeer to, byte[] train, int segment) {
        for (int offset = 0; offset < train.length; offset += segment) {
            assertThat(to.receive().payload())
                    .isEqualTo(Arrays.copyOfRange(train, offset, Math.min(offset + segment, train.length)));
        }
    }

    private void assertHandedOver(int bytes, int segment) {
        assertThat(handler.entries.stream()
                        .mapToInt(ScriptedHandler.Entry::length)
                        .sum())
                .isEqualTo(bytes);
        assertThat(handler.entries.stream()
                        .mapToInt(ScriptedHandler.Entry::segments)
                        .sum())
                .isEqualTo((bytes + segment - 1) / segment);
        assertThat(handler.failedSends).hasValue(0);
    }
}
