package dev.middleman.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.net.Families;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.LaneSpec;
import dev.middleman.api.transport.PortPlan;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a network can refuse, shown in one of the test's own. */
abstract class NetworkCases extends ContractCases {
    private static final Endpoint HERE = Endpoint.ofIp4(0x0a09_0001, 0);

    private static final Endpoint BEYOND = Endpoint.ofIp4(0x0a09_0002, 9);

    /** There is no such party, so the kernel keeps what is sent to it for some seconds, charged to the socket. */
    private static final Endpoint NOBODY = Endpoint.ofIp4(0x0a09_0003, 9);

    private static final int BUFFER_BYTES = 1 << 20;

    /** The smallest one that the kernel gives: it takes a few datagrams of {@link #LARGE} bytes. */
    private static final int SMALL_BUFFER_BYTES = 4_096;

    private static final int LARGE = 1_000;

    NetworkCases(Supplier<TransportHarness> harnesses) {
        super(harnesses);
    }

    @BeforeEach
    void needNetwork() {
        assumeKernelSockets();
        assume(Families.IP4);
    }

    @Test
    @Confined(network = true)
    void shouldCountWhatCannotLeaveWhileTheInterfaceIsDownAndGoOnAfterwards() throws Exception {
        try (FarPeer far = new FarPeer(HERE, BEYOND);
                Lane lane = openHere(BUFFER_BYTES);
                SocketPeer from = SocketPeer.at(HERE)) {
            Endpoint at = HERE.withPort(lane.ports()[0]);
            handler.forwardAllTo(BEYOND);
            pass(lane, from, 5);
            assertThat(far.receive()).isEqualTo(pattern(5, 5));

            CountDownLatch release = hold(lane);
            TrainSender.send(at, pattern(4 * 100 + 1, 1), 100);
            from.send(at, pattern(7, 7));
            far.disconnect();
            release.countDown();
            awaitLength(7);
            settle(lane);
            assertThat(handler.failedSends).hasValue(6);

            far.connect();
            pass(lane, from, 8);
            assertThat(far.receive()).isEqualTo(pattern(8, 8));
            assertThat(handler.failedSends).as("no more than while it was down").hasValue(6);
        }
    }

    /** EAGAIN. The kernel keeps ENOBUFS to itself unless a socket asks for extended errors. */
    @Test
    @Confined(network = true)
    void shouldCountWhatAFullSendBufferDoesNotTakeAndGoOnAfterwards() throws Exception {
        addInterface();
        try (Lane lane = openHere(SMALL_BUFFER_BYTES);
                SocketPeer from = SocketPeer.at(HERE);
                SocketPeer to = SocketPeer.at(HERE)) {
            handler.forwardAllTo(NOBODY);
            for (int i = 0; i < 100; i++) {
                pass(lane, from, LARGE);
            }
            assertThat(handler.failedSends.get()).isBetween(50, 99);

            handler.forwardAllTo(to.local());
            int failed;
            do {
                failed = handler.failedSends.get();
                pass(lane, from, 10);
            } while (handler.failedSends.get() > failed);
            assertThat(to.receive().payload()).isEqualTo(pattern(10, 10));
        }
    }

    private static void addInterface() throws InterruptedException {
        Program.ip("link add v0 type veth peer name v1");
        Program.ip("address add 10.9.0.1/24 dev v0");
        Program.ip("link set v0 up");
        Program.ip("link set v1 up");
    }

    private Lane openHere(int bufferBytes) throws Exception {
        LaneSpec spec =
                new LaneSpec(LANE_NAME, Optional.of(HERE), Optional.empty(), PortPlan.ephemeral(1), bufferBytes);
        return harness.transport().open(spec, handler);
    }

    /** Sends a datagram to the lane and waits until it has gone through. */
    private void pass(Lane lane, TestPeer from, int length) {
        from.send(HERE.withPort(lane.ports()[0]), pattern(length, length));
        assertThat(handler.next().length()).isEqualTo(length);
        settle(lane);
    }

    private void awaitLength(int length) {
        int seen;
        do {
            seen = handler.next().length();
        } while (seen != length);
    }
}
