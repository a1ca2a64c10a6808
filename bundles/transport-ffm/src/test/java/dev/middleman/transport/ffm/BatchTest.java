package dev.middleman.transport.ffm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.transport.Burst;
import dev.middleman.api.transport.BurstHandler;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.LaneSpec;
import dev.middleman.api.transport.PortPlan;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A lane that looks at its sockets at a steady pace. Each datagram is sent when the one before has been handled, so each waits
 * for a look of its own.
 */
@Timeout(60)
class BatchTest {
    private static final int PACE_MS = 100;
    private static final int DATAGRAMS = 4;
    /** Of three waits of 100 ms: what is left when the thread came late to the first look by as much. */
    private static final long LEAST_NS = TimeUnit.MILLISECONDS.toNanos(150);

    private static final IdlePlan BATCH = new IdlePlan(new Idle(0, PACE_MS), Map.of());

    private final Semaphore handled = new Semaphore(0);
    private final FfmTransport transport = new FfmTransport(IdlePlan.BLOCK);
    private DatagramSocket peer;
    private Lane lane;

    @BeforeEach
    void open() throws Exception {
        assumeTrue(FfmTransport.obstacle() == null, FfmTransport::obstacle);
        peer = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        Endpoint loopback = Endpoint.ofIp4(0x7f00_0001, 0);
        LaneSpec spec =
                new LaneSpec("m1/shard-0", Optional.of(loopback), Optional.empty(), PortPlan.ephemeral(1), 1 << 16);
        lane = transport.open(spec, new Counting());
    }

    @AfterEach
    void close() {
        transport.close();
        if (peer != null) {
            peer.close();
        }
    }

    /** How long it takes until all have been handled, from when the first one was, ns. */
    private long oneAfterTheOther() throws Exception {
        send();
        long begunNs = System.nanoTime();
        for (int i = 1; i < DATAGRAMS; i++) {
            send();
        }
        return System.nanoTime() - begunNs;
    }

    private void send() throws Exception {
        peer.send(new DatagramPacket(new byte[100], 100, InetAddress.getLoopbackAddress(), lane.ports()[0]));
        handled.acquire();
    }

    private void awaitQuickness() throws Exception {
        long tookNs = oneAfterTheOther();
        while (tookNs >= LEAST_NS) {
            tookNs = oneAfterTheOther();
        }
    }

    @Test
    void shouldLookAtItsPaceOnlyAndStopToWhenToldSo() throws Exception {
        awaitQuickness();
        transport.setIdle(BATCH);
        // The change itself is an order; the next look is at the new pace.
        run();
        assertThat(oneAfterTheOther()).isGreaterThan(LEAST_NS);
        transport.setIdle(IdlePlan.BLOCK);
        awaitQuickness();
    }

    @Test
    void shouldObeyCommandsWhileItRests() {
        transport.setIdle(BATCH);
        for (int i = 0; i < 1_000; i++) {
            run();
        }
        assertThat(lane.overflows()).isZero();
    }

    @Test
    void shouldReadAllThatWaitsWhenItLooks() throws Exception {
        transport.setIdle(BATCH);
        run();
        int many = Inbound.SLOTS * 3;
        for (int i = 0; i < many; i++) {
            peer.send(new DatagramPacket(new byte[10], 10, InetAddress.getLoopbackAddress(), lane.ports()[0]));
        }
        handled.acquire(many);
    }

    private void run() {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        assertThat(lane.execute(() -> done.complete(true))).isTrue();
        done.join();
    }

    private final class Counting implements BurstHandler {
        @Override
        public void onBurst(Burst burst) {
            for (int i = 0; i < burst.size(); i++) {
                handled.release(burst.segments(i));
            }
        }

        @Override
        public void onSendFailed(int datagrams) {}
    }
}
