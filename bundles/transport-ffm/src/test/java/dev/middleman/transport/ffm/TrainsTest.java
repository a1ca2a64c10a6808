package dev.middleman.transport.ffm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.transport.Burst;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.LaneSpec;
import dev.middleman.api.transport.PortPlan;
import dev.middleman.api.transport.TransportException;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Trains through a lane, with a sender and receivers that know segmentation. */
class TrainsTest {
    private static final long SEED = 20_261_123;

    private final FfmTransport transport = new FfmTransport(IdlePlan.BLOCK);
    private final Forwarder forwarder = new Forwarder();
    private final TrainSocket sender = new TrainSocket(false);
    private Lane lane;

    @BeforeEach
    void openLane() throws TransportException {
        assumeTrue(FfmTransport.obstacle() == null, FfmTransport::obstacle);
        lane = transport.open(
                new LaneSpec(
                        "trains",
                        Optional.of(TrainSocket.LOOPBACK4),
                        hasIp6() ? Optional.of(TrainSocket.LOOPBACK6) : Optional.empty(),
                        PortPlan.ephemeral(1),
                        1 << 20),
                forwarder);
    }

    @AfterEach
    void closeAll() {
        transport.close();
        sender.close();
    }

    private Endpoint lane4() {
        return TrainSocket.LOOPBACK4.withPort(lane.ports()[0]);
    }

    private Endpoint lane6() {
        return TrainSocket.LOOPBACK6.withPort(lane.ports()[0]);
    }

    private static boolean hasIp6() {
        try (DatagramSocket probe = new DatagramSocket(new InetSocketAddress("::1", 0))) {
            return probe.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(SEED).nextBytes(bytes);
        return bytes;
    }

    @Test
    void shouldHandOverATrainAsOneEntryAndSendItOnAsOne() {
        byte[] train = random(16 * 200 + 50);
        try (TrainSocket receiver = new TrainSocket(true)) {
            forwarder.to = receiver.local();
            sender.sendTrain(lane4(), train, 200);
            TrainSocket.Arrival arrival = receiver.receive();
            assertThat(forwarder.entries).containsExactly(new Forwarder.Entry(train.length, 17));
            assertThat(arrival.segment()).isEqualTo(200);
            assertThat(arrival.bytes()).isEqualTo(train);
        }
    }

    @Test
    void shouldKeepTheBoundariesForAReceiverThatKnowsNoTrains() {
        byte[] train = random(5 * 1_200 + 7);
        try (TrainSocket receiver = new TrainSocket(false)) {
            forwarder.to = receiver.local();
            sender.sendTrain(lane4(), train, 1_200);
            for (int offset = 0; offset < train.length; offset += 1_200) {
                assertThat(receiver.receive().bytes())
                        .isEqualTo(Arrays.copyOfRange(train, offset, Math.min(offset + 1_200, train.length)));
            }
        }
    }

    @Test
    void shouldHandOverATrainOfKnocksOneByOne() {
        byte[] train = random(3 * Burst.KNOCK_BYTES + 10);
        try (TrainSocket receiver = new TrainSocket(true)) {
            forwarder.to = receiver.local();
            sender.sendTrain(lane4(), train, Burst.KNOCK_BYTES);
            receiver.receive();
            assertThat(forwarder.entries)
                    .containsExactly(
                            new Forwarder.Entry(44, 1),
                            new Forwarder.Entry(44, 1),
                            new Forwarder.Entry(44, 1),
                            new Forwarder.Entry(10, 1));
        }
    }

    @Test
    void shouldNotLetAKnockHideAtTheEndOfATrain() {
        byte[] train = random(2 * 100 + Burst.KNOCK_BYTES);
        try (TrainSocket receiver = new TrainSocket(true)) {
            forwarder.to = receiver.local();
            sender.sendTrain(lane4(), train, 100);
            TrainSocket.Arrival arrival = receiver.receive();
            assertThat(forwarder.entries).containsExactly(new Forwarder.Entry(200, 2), new Forwarder.Entry(44, 1));
            assertThat(arrival.bytes()).as("joined again on the way out").isEqualTo(train);
        }
    }

    @Test
    void shouldCountEveryDatagramOfATrainThatCannotLeave() {
        Endpoint unroutable = TrainSocket.LOOPBACK4; // port 0
        forwarder.route = segments -> segments > 1 ? unroutable : forwarder.to;
        try (TrainSocket receiver = new TrainSocket(false)) {
            forwarder.to = receiver.local();
            sender.sendTrain(lane4(), random(4 * 300), 300);
            sender.sendTrain(lane4(), random(10), 10);
            assertThat(receiver.receive().bytes()).as("what comes after it").hasSize(10);
        }
        Forwarder.settle(lane);
        assertThat(forwarder.failed).hasValue(4);
    }

    @Test
    void shouldCarryATrainBetweenTheFamiliesAndBack() {
        assumeTrue(hasIp6(), "this machine has no ::1");
        byte[] train = random(9 * 500 + 1);
        try (TrainSocket six = new TrainSocket(TrainSocket.LOOPBACK6, true);
                TrainSocket four = new TrainSocket(true)) {
            forwarder.to = six.local();
            sender.sendTrain(lane4(), train, 500);
            assertArrived(six.receive(), train, 500);

            forwarder.to = four.local();
            six.sendTrain(lane6(), train, 500);
            assertArrived(four.receive(), train, 500);
        }
        assertThat(forwarder.entries)
                .containsExactly(new Forwarder.Entry(train.length, 10), new Forwarder.Entry(train.length, 10));
    }

    private static void assertArrived(TrainSocket.Arrival arrival, byte[] train, int segment) {
        assertThat(arrival.segment()).isEqualTo(segment);
        assertThat(arrival.bytes()).isEqualTo(train);
    }

    /** What has 80 destinations cannot be fewer messages than that, and the outgoing array has fewer. */
    @Test
    void shouldSendMoreAtOnceThanTheOutgoingArrayHolds() throws InterruptedException {
        byte[] train = random(20 * Burst.KNOCK_BYTES);
        AtomicInteger turn = new AtomicInteger();
        List<TrainSocket> receivers =
                Stream.generate(() -> new TrainSocket(false)).limit(80).toList();
        try {
            List<Endpoint> ends = receivers.stream().map(TrainSocket::local).toList();
            forwarder.route = segments -> ends.get(turn.getAndIncrement() % 80);
            CountDownLatch release = Forwarder.hold(lane);
            for (int i = 0; i < 20; i++) {
                sender.sendTrain(lane4(), train, Burst.KNOCK_BYTES);
            }
            release.countDown();
            for (int i = 0; i < 400; i++) {
                int offset = i % 20 * Burst.KNOCK_BYTES;
                assertThat(receivers.get(i % 80).receive().bytes())
                        .isEqualTo(Arrays.copyOfRange(train, offset, offset + Burst.KNOCK_BYTES));
            }
        } finally {
            receivers.forEach(TrainSocket::close);
        }
        Forwarder.settle(lane);
        assertThat(forwarder.failed).hasValue(0);
    }

    @Test
    void shouldNotJoinWhatWouldBeMoreThanTheKernelTakesAtOnce() throws InterruptedException {
        byte[] train = random(50 * 1_000);
        try (TrainSocket receiver = new TrainSocket(true)) {
            forwarder.to = receiver.local();
            CountDownLatch release = Forwarder.hold(lane);
            sender.sendTrain(lane4(), train, 1_000);
            sender.sendTrain(lane4(), train, 1_000);
            sender.sendTrain(lane4(), random(999), 999);
            release.countDown();
            assertArrived(receiver.receive(), train, 1_000);
            byte[] joined = Arrays.copyOf(train, train.length + 999);
            System.arraycopy(random(999), 0, joined, train.length, 999);
            assertArrived(receiver.receive(), joined, 1_000);
        }
    }

    @Test
    void shouldJoinNeighboursOfEqualSizeForOneDestination() throws InterruptedException {
        byte[] all = random(8 * 300 + 20);
        try (TrainSocket receiver = new TrainSocket(true)) {
            forwarder.to = receiver.local();
            sendSingles(receiver.local(), all, 300);
            assertThat(receiver.receive().bytes())
                    .as("loopback joins nothing by itself")
                    .hasSize(300);
            for (int i = 1; i < 9; i++) {
                receiver.receive();
            }

            CountDownLatch release = Forwarder.hold(lane);
            sendSingles(lane4(), all, 300);
            release.countDown();
            assertArrived(receiver.receive(), all, 300);
            assertThat(forwarder.entries).hasSize(9).allMatch(entry -> entry.segments() == 1);
        }
    }

    @Test
    void shouldJoinThoseOfOneDestinationThoughOthersCameBetween() throws InterruptedException {
        byte[] all = random(2 * 6 * 300);
        AtomicInteger turn = new AtomicInteger();
        try (TrainSocket even = new TrainSocket(true);
                TrainSocket odd = new TrainSocket(true)) {
            Endpoint evenEnd = even.local();
            Endpoint oddEnd = odd.local();
            forwarder.route = segments -> turn.getAndIncrement() % 2 == 0 ? evenEnd : oddEnd;
            CountDownLatch release = Forwarder.hold(lane);
            sendSingles(lane4(), all, 300);
            release.countDown();
            assertArrived(even.receive(), everyOther(all, 0, 300), 300);
            assertArrived(odd.receive(), everyOther(all, 1, 300), 300);
        }
    }

    /** Each second piece, from one of them on. */
    private static byte[] everyOther(byte[] all, int first, int each) {
        byte[] half = new byte[all.length / 2];
        for (int piece = first, at = 0; at < half.length; piece += 2, at += each) {
            System.arraycopy(all, piece * each, half, at, each);
        }
        return half;
    }

    @Test
    void shouldNotJoinWhatGrows() throws InterruptedException {
        try (TrainSocket receiver = new TrainSocket(true)) {
            forwarder.to = receiver.local();
            CountDownLatch release = Forwarder.hold(lane);
            for (int length = 300; length < 306; length++) {
                sender.send(lane4(), random(length));
            }
            release.countDown();
            for (int length = 300; length < 306; length++) {
                assertThat(receiver.receive().bytes()).isEqualTo(random(length));
            }
        }
    }

    private void sendSingles(Endpoint to, byte[] all, int each) {
        for (int offset = 0; offset < all.length; offset += each) {
            sender.send(to, Arrays.copyOfRange(all, offset, Math.min(offset + each, all.length)));
        }
    }
}
