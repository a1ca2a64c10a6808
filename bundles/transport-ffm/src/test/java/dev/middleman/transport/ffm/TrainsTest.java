package dev.middleman.transport.ffm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.transport.Burst;
import dev.middleman.api.transport.BurstHandler;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.LaneSpec;
import dev.middleman.api.transport.PortPlan;
import dev.middleman.api.transport.TransportException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
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

    private record Entry(int length, int segments) {}

    /** Sends everything on to one endpoint (trains to another, if set) and notes what the entries looked like. */
    private static final class Forwarder implements BurstHandler {
        final List<Entry> entries = new CopyOnWriteArrayList<>();
        final AtomicInteger failed = new AtomicInteger();
        volatile Endpoint to;
        volatile Endpoint trainsTo;

        @Override
        public void onBurst(Burst burst) {
            for (int i = 0; i < burst.size(); i++) {
                entries.add(new Entry(burst.length(i), burst.segments(i)));
                Endpoint next = burst.segments(i) > 1 && trainsTo != null ? trainsTo : to;
                burst.forward(i, burst.localPort(i), next.high(), next.low(), next.port());
            }
        }

        @Override
        public void onSendFailed(int datagrams) {
            failed.addAndGet(datagrams);
        }
    }

    @BeforeEach
    void openLane() throws TransportException {
        assumeTrue(FfmTransport.obstacle() == null, FfmTransport::obstacle);
        Endpoint loopback = Endpoint.ofIp4(0x7f00_0001, 0);
        lane = transport.open(
                new LaneSpec("trains", Optional.of(loopback), Optional.empty(), PortPlan.ephemeral(1), 1 << 20),
                forwarder);
    }

    @AfterEach
    void closeAll() {
        transport.close();
        sender.close();
    }

    private int lanePort() {
        return lane.ports()[0];
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
            sender.sendTrain(lanePort(), train, 200);
            TrainSocket.Arrival arrival = receiver.receive();
            assertThat(forwarder.entries).containsExactly(new Entry(train.length, 17));
            assertThat(arrival.segment()).isEqualTo(200);
            assertThat(arrival.bytes()).isEqualTo(train);
        }
    }

    @Test
    void shouldKeepTheBoundariesForAReceiverThatKnowsNoTrains() {
        byte[] train = random(5 * 1_200 + 7);
        try (TrainSocket receiver = new TrainSocket(false)) {
            forwarder.to = receiver.local();
            sender.sendTrain(lanePort(), train, 1_200);
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
            sender.sendTrain(lanePort(), train, Burst.KNOCK_BYTES);
            receiver.receive();
            assertThat(forwarder.entries)
                    .containsExactly(new Entry(44, 1), new Entry(44, 1), new Entry(44, 1), new Entry(10, 1));
        }
    }

    @Test
    void shouldNotLetAKnockHideAtTheEndOfATrain() {
        byte[] train = random(2 * 100 + Burst.KNOCK_BYTES);
        try (TrainSocket receiver = new TrainSocket(true)) {
            forwarder.to = receiver.local();
            sender.sendTrain(lanePort(), train, 100);
            TrainSocket.Arrival arrival = receiver.receive();
            assertThat(forwarder.entries).containsExactly(new Entry(200, 2), new Entry(44, 1));
            assertThat(arrival.bytes()).as("joined again on the way out").isEqualTo(train);
        }
    }

    @Test
    void shouldCountEveryDatagramOfATrainThatCannotLeave() {
        forwarder.trainsTo = new Endpoint(0, 1, 9); // IPv6, which this lane does not have
        try (TrainSocket receiver = new TrainSocket(false)) {
            forwarder.to = receiver.local();
            sender.sendTrain(lanePort(), random(4 * 300), 300);
            sender.sendTrain(lanePort(), random(10), 10);
            assertThat(receiver.receive().bytes()).as("what comes after it").hasSize(10);
        }
        CompletableFuture<Integer> failed = new CompletableFuture<>();
        assertThat(lane.execute(() -> failed.complete(forwarder.failed.get()))).isTrue();
        assertThat(failed.join()).isEqualTo(4);
    }
}
