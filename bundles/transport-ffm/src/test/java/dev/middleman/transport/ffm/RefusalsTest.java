package dev.middleman.transport.ffm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.LaneSpec;
import dev.middleman.api.transport.PortPlan;
import dev.middleman.api.transport.TransportException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What kernels and their devices may refuse, played: trains that do not leave, options that do not exist. */
@Timeout(60)
class RefusalsTest {
    private static final long SEED = 20_261_127;
    private static final int SEGMENT = 300;

    /** Six datagrams, the last one short. */
    private static final byte[] TRAIN = random(5 * SEGMENT + 9);

    private static final int EAGAIN = 11;
    private static final int ENOBUFS = 105;

    /** More than any system grants without CAP_NET_ADMIN. */
    private static final int LARGE_BUFFER_BYTES = 1 << 28;

    private final Forwarder forwarder = new Forwarder();
    private TrainSocket sender;
    private TrainSocket receiver;

    @BeforeEach
    void openSockets() {
        assumeTrue(FfmTransport.obstacle() == null, FfmTransport::obstacle);
        sender = new TrainSocket(false);
        receiver = new TrainSocket(true);
        forwarder.to = receiver.local();
    }

    @AfterEach
    void closeSockets() {
        if (sender != null) {
            sender.close();
            receiver.close();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Layout.EINVAL, Layout.EIO, Layout.EMSGSIZE})
    void shouldSendAsSinglesTheTrainThatTheKernelRefuses(int error) throws Exception {
        RefusingKernel kernel = new RefusingKernel();
        try (FfmTransport transport = new FfmTransport(IdlePlan.BLOCK, kernel)) {
            Lane lane = open(transport, 1 << 20);
            sender.sendTrain(at(lane), TRAIN, SEGMENT);
            assertThat(receiver.receive().segment()).as("taken as a train").isEqualTo(SEGMENT);

            kernel.trainError = error;
            sender.sendTrain(at(lane), TRAIN, SEGMENT);
            assertSingles();
            Forwarder.settle(lane);
            assertThat(kernel.refusedTrains).hasValue(1);
            assertThat(forwarder.failed).hasValue(0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Layout.EINVAL, Layout.EIO, Layout.EMSGSIZE})
    void shouldKeepTheOrderAroundTheTrainsThatTheKernelRefuses(int error) throws Exception {
        RefusingKernel kernel = new RefusingKernel();
        kernel.trainError = error;
        try (FfmTransport transport = new FfmTransport(IdlePlan.BLOCK, kernel)) {
            Lane lane = open(transport, 1 << 20);
            CountDownLatch release = Forwarder.hold(lane);
            sender.send(at(lane), random(50));
            sender.sendTrain(at(lane), TRAIN, SEGMENT);
            sender.send(at(lane), random(600));
            // Two that the lane joins by itself.
            sender.send(at(lane), random(700));
            sender.send(at(lane), random(700));
            release.countDown();
            assertThat(receiver.receive().bytes()).isEqualTo(random(50));
            assertSingles();
            for (int length : new int[] {600, 700, 700}) {
                assertThat(receiver.receive().bytes()).isEqualTo(random(length));
            }
            Forwarder.settle(lane);
            assertThat(kernel.refusedTrains).hasValue(2);
            assertThat(forwarder.failed).hasValue(0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {EAGAIN, ENOBUFS})
    void shouldCountAllOfATrainForWhichThereIsNoRoomAndGoOn(int error) throws Exception {
        RefusingKernel kernel = new RefusingKernel();
        kernel.trainError = error;
        try (FfmTransport transport = new FfmTransport(IdlePlan.BLOCK, kernel)) {
            Lane lane = open(transport, 1 << 20);
            sender.sendTrain(at(lane), TRAIN, SEGMENT);
            sender.send(at(lane), random(8));
            assertThat(receiver.receive().bytes()).isEqualTo(random(8));
            Forwarder.settle(lane);
            assertThat(forwarder.failed).hasValue(6);
        }
    }

    @Test
    void shouldCountWhatOfARefusedTrainCannotLeaveAloneEither() throws Exception {
        RefusingKernel kernel = new RefusingKernel();
        kernel.trainError = Layout.EMSGSIZE;
        kernel.singleError = ENOBUFS;
        try (FfmTransport transport = new FfmTransport(IdlePlan.BLOCK, kernel)) {
            Lane lane = open(transport, 1 << 20);
            sender.sendTrain(at(lane), TRAIN, SEGMENT);
            while (forwarder.failed.get() < 6) {
                Thread.onSpinWait();
            }
            kernel.singleError = 0;
            sender.send(at(lane), random(8));
            assertThat(receiver.receive().bytes()).isEqualTo(random(8));
            Forwarder.settle(lane);
            assertThat(forwarder.failed).hasValue(6);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "UDP_GRO, " + Layout.SOL_UDP + ", " + Layout.UDP_GRO,
        "UDP_SEGMENT, " + Layout.SOL_UDP + ", " + Layout.UDP_SEGMENT,
        "SO_RCVBUFFORCE, " + Layout.SOL_SOCKET + ", " + Layout.SO_RCVBUFFORCE,
        "IP_MTU_DISCOVER, " + Layout.IPPROTO_IP + ", " + Layout.IP_MTU_DISCOVER
    })
    void shouldWorkWithoutAnOptionAndNameIt(String name, int level, int option) throws Exception {
        RefusingKernel kernel = new RefusingKernel(level, option);
        try (FfmTransport transport = new FfmTransport(IdlePlan.BLOCK, kernel);
                TrainSocket plain = new TrainSocket(false)) {
            forwarder.to = plain.local();
            Lane[] lane = new Lane[1];
            String said = logOf(() -> lane[0] = open(transport, LARGE_BUFFER_BYTES));
            assertThat(said).contains("refusals: ").contains(name);

            sender.sendTrain(at(lane[0]), TRAIN, SEGMENT);
            for (int offset = 0; offset < TRAIN.length; offset += SEGMENT) {
                assertThat(plain.receive().bytes()).isEqualTo(segmentAt(offset));
            }
            Forwarder.settle(lane[0]);
            assertThat(forwarder.failed).hasValue(0);
        }
    }

    @Test
    void shouldNameNothingWhereNothingIsMissing() throws Exception {
        try (FfmTransport transport = new FfmTransport(IdlePlan.BLOCK, new RefusingKernel())) {
            assertThat(logOf(() -> open(transport, 1 << 12))).doesNotContain("refusals: ");
        }
    }

    private Lane open(FfmTransport transport, int bufferBytes) throws TransportException {
        LaneSpec spec = new LaneSpec(
                "refusals", Optional.of(TrainSocket.LOOPBACK4), Optional.empty(), PortPlan.ephemeral(1), bufferBytes);
        return transport.open(spec, forwarder);
    }

    private static Endpoint at(Lane lane) {
        return TrainSocket.LOOPBACK4.withPort(lane.ports()[0]);
    }

    /** The receiver knows trains: what it gets alone was sent alone. */
    private void assertSingles() {
        for (int offset = 0; offset < TRAIN.length; offset += SEGMENT) {
            assertThat(receiver.receive().bytes()).isEqualTo(segmentAt(offset));
        }
    }

    private static byte[] segmentAt(int offset) {
        return Arrays.copyOfRange(TRAIN, offset, Math.min(offset + SEGMENT, TRAIN.length));
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(SEED).nextBytes(bytes);
        return bytes;
    }

    private interface Opening {
        Lane open() throws TransportException;
    }

    /** What is logged meanwhile; the logger of the tests writes to standard error. */
    private static String logOf(Opening opening) throws TransportException {
        PrintStream usual = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        try {
            System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
            opening.open();
        } finally {
            System.setErr(usual);
        }
        return log.toString(StandardCharsets.UTF_8);
    }
}
