package dev.middleman.testkit.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.net.Families;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.LaneSpec;
import dev.middleman.api.transport.PortPlan;
import dev.middleman.api.transport.TransportException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What all parts of the contract share: a harness, a handler, and lanes that are closed afterwards. */
abstract class ContractCases {
    static final String LANE_NAME = "contract/lane";
    private static final int SOCKET_BUFFER_BYTES = 1 << 20;

    private final Supplier<TransportHarness> harnesses;
    final ScriptedHandler handler = new ScriptedHandler();
    TransportHarness harness;

    ContractCases(Supplier<TransportHarness> harnesses) {
        this.harnesses = harnesses;
    }

    @BeforeEach
    void makeHarness() {
        harness = harnesses.get();
    }

    @AfterEach
    void closeHarness() {
        if (harness != null) {
            harness.close();
        }
    }

    final void assume(Families family) {
        assumeTrue(harness.serves(family), () -> "this machine has no loopback address for " + family);
    }

    final void assumeAll(Families families) {
        familiesOf(families).forEach(this::assume);
    }

    static List<Families> familiesOf(Families families) {
        return families == Families.BOTH ? List.of(Families.IP4, Families.IP6) : List.of(families);
    }

    final void assumeKernelSockets() {
        assumeTrue(harness.usesKernelSockets(), "this transport has no sockets of the kernel");
    }

    final LaneSpec spec(Families families, PortPlan ports) {
        return new LaneSpec(
                LANE_NAME,
                families.hasIp4() ? Optional.of(harness.laneAddress(Families.IP4)) : Optional.empty(),
                families.hasIp6() ? Optional.of(harness.laneAddress(Families.IP6)) : Optional.empty(),
                ports,
                SOCKET_BUFFER_BYTES);
    }

    final Lane open(Families families, PortPlan ports) throws TransportException {
        return harness.transport().open(spec(families, ports), handler);
    }

    final Lane open(Families families, int ports) throws TransportException {
        return open(families, PortPlan.ephemeral(ports));
    }

    /** Where a peer of the family reaches the lane's port with this index. */
    final Endpoint at(Lane lane, Families family, int index) {
        return harness.laneAddress(family).withPort(lane.ports()[index]);
    }

    /** Waits until the lane has run everything that was handed to it before. */
    final void settle(Lane lane) {
        CountDownLatch done = new CountDownLatch(1);
        assertThat(lane.execute(done::countDown)).isTrue();
        await(done);
    }

    /** Stops the lane's thread inside a command until the latch is counted down; returns when it stands. */
    final CountDownLatch hold(Lane lane) {
        CountDownLatch stands = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        assertThat(lane.execute(() -> {
                    stands.countDown();
                    await(release);
                }))
                .isTrue();
        await(stands);
        return release;
    }

    static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(TestPeer.PATIENCE_MS, TimeUnit.MILLISECONDS))
                    .as("done in time")
                    .isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Bytes that tell their position and which datagram they belong to. */
    static byte[] pattern(int length, int tag) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31 + tag);
        }
        return bytes;
    }

    static long laneThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains(LANE_NAME))
                .count();
    }

    /** Asks again and again: a lane that closes itself does so after the call returned. */
    static void awaitTrue(String what, BooleanSupplier condition) {
        long deadlineNs = System.nanoTime() + TestPeer.PATIENCE_MS * 1_000_000;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadlineNs).as(what).isNegative();
            Thread.onSpinWait();
        }
    }
}
