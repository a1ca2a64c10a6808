package dev.middleman.transport.ffm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.LaneSpec;
import dev.middleman.api.transport.PortPlan;
import dev.middleman.api.transport.TransportException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a network can refuse, in a namespace of the test's own. */
class NetworkFailuresTest {
    private static final long SEED = 20_261_123;
    private static final Endpoint HERE = Endpoint.ofIp4(0x0a09_0001, 0);
    private static final Endpoint BEYOND = Endpoint.ofIp4(0x0a09_0002, 9);

    private final FfmTransport transport = new FfmTransport(IdlePlan.BLOCK);
    private final Forwarder forwarder = new Forwarder();

    @BeforeEach
    void needTransport() {
        assumeTrue(FfmTransport.obstacle() == null, FfmTransport::obstacle);
    }

    @AfterEach
    void close() {
        transport.close();
    }

    private Lane open(Endpoint address, int bufferBytes) throws TransportException {
        return transport.open(
                new LaneSpec("failures", Optional.of(address), Optional.empty(), PortPlan.ephemeral(1), bufferBytes),
                forwarder);
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(SEED).nextBytes(bytes);
        return bytes;
    }

    @Test
    void shouldSendATrainAsSinglesWhereTheWayOutIsTooNarrowForIt() throws Throwable {
        Namespace.run(() -> {
            byte[] train = random(6 * 1_400 + 9);
            Lane lane = open(TrainSocket.LOOPBACK4, 1 << 20);
            try (TrainSocket sender = new TrainSocket(false);
                    TrainSocket receiver = new TrainSocket(false)) {
                Endpoint at = TrainSocket.LOOPBACK4.withPort(lane.ports()[0]);
                forwarder.to = receiver.local();
                CountDownLatch release = Forwarder.hold(lane);
                sender.sendTrain(at, train, 1_400);
                Namespace.ip("link set lo mtu 1000");
                assertThat(sender.trySend(at, train, 1_400))
                        .as("the system refuses such a train now")
                        .isIn(-Layout.EINVAL, -Layout.EMSGSIZE);
                release.countDown();
                for (int offset = 0; offset < train.length; offset += 1_400) {
                    assertThat(receiver.receive().bytes())
                            .isEqualTo(Arrays.copyOfRange(train, offset, Math.min(offset + 1_400, train.length)));
                }
                Forwarder.settle(lane);
                assertThat(forwarder.entries).containsExactly(new Forwarder.Entry(train.length, 7));
                assertThat(forwarder.failed).hasValue(0);
            }
        });
    }

    @Test
    void shouldCountWhatCannotLeaveWhileTheInterfaceIsDownAndGoOnAfterwards() throws Throwable {
        Namespace.run(() -> {
            addInterface();
            Lane lane = open(HERE, 1 << 20);
            try (TrainSocket sender = new TrainSocket(HERE, false);
                    TrainSocket receiver = new TrainSocket(HERE, true)) {
                Endpoint at = HERE.withPort(lane.ports()[0]);
                forwarder.to = BEYOND;
                CountDownLatch release = Forwarder.hold(lane);
                sender.sendTrain(at, random(5 * 100), 100);
                sender.send(at, random(7));
                Namespace.ip("link set v0 down");
                release.countDown();
                awaitEntries(lane, 2);
                assertThat(forwarder.failed).hasValue(6);

                Namespace.ip("link set v0 up");
                sender.send(at, random(8));
                awaitEntries(lane, 3);
                forwarder.to = receiver.local();
                sender.send(at, random(9));
                assertThat(receiver.receive().bytes()).isEqualTo(random(9));
                assertThat(forwarder.failed)
                        .as("no more than while it was down")
                        .hasValue(6);
            }
        });
    }

    private void awaitEntries(Lane lane, int count) {
        while (forwarder.entries.size() < count) {
            Thread.onSpinWait();
        }
        Forwarder.settle(lane);
    }

    private static void addInterface() throws InterruptedException {
        Namespace.ip("link add v0 type veth peer name v1");
        Namespace.ip("address add 10.9.0.1/24 dev v0");
        Namespace.ip("link set v0 up");
        Namespace.ip("link set v1 up");
    }

    /** Nobody answers for the address, so the kernel keeps what is sent to it for some seconds, charged to the socket. */
    @Test
    void shouldCountWhatAFullSendBufferDoesNotTakeAndGoOnAfterwards() throws Throwable {
        Namespace.run(() -> {
            addInterface();
            Lane lane = open(HERE, 4_096);
            try (TrainSocket sender = new TrainSocket(HERE, false);
                    TrainSocket receiver = new TrainSocket(HERE, false)) {
                Endpoint at = HERE.withPort(lane.ports()[0]);
                forwarder.to = BEYOND;
                for (int i = 0; i < 100; i++) {
                    sender.send(at, random(1_000));
                    Forwarder.settle(lane);
                }
                assertThat(forwarder.failed.get()).isBetween(50, 99);

                forwarder.to = receiver.local();
                while (receiver.receiveAndCount() == 0) {
                    sender.send(at, random(10));
                    Forwarder.settle(lane);
                }
            }
        });
    }
}
