package dev.middleman.transport.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.transport.Burst;
import dev.middleman.api.transport.BurstHandler;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.LaneSpec;
import dev.middleman.api.transport.PortPlan;
import dev.middleman.api.transport.TransportException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What only the memory transport can show: trains, wiping, virtual time. The rest is the contract test's. */
class MemoryLaneTest {
    private static final Endpoint RELAY = MemoryNetwork.ip4(203, 0, 113, 7);

    private final MemoryNetwork network = MemoryNetwork.announced();
    private final MemorySocket peer =
            network.host(MemoryNetwork.ip4(198, 51, 100, 1)).socket();
    private final List<String> seen = new ArrayList<>();

    @Test
    void shouldHandOverATrainAsOneEntryAndForwardItWhole() throws TransportException {
        Endpoint relay = open(burst -> {
            for (int i = 0; i < burst.size(); i++) {
                seen.add(burst.length(i) + "/" + burst.segments(i));
                burst.forward(i, burst.localPort(i), burst.sourceHigh(i), burst.sourceLow(i), burst.sourcePort(i));
            }
        });
        peer.sendTrain(relay, 100, new byte[250]);
        network.clock().advance(1_000_000);

        assertThat(seen).containsExactly("250/3");
        assertThat(List.of(peer.receive(), peer.receive(), peer.receive()))
                .extracting(received -> received.payload().length)
                .containsExactly(100, 100, 50);
    }

    @Test
    void shouldHideNoKnockInATrain() throws TransportException {
        Endpoint relay = open(burst -> {
            for (int i = 0; i < burst.size(); i++) {
                seen.add(burst.length(i) + "/" + burst.segments(i));
            }
        });
        peer.sendTrain(relay, 44, new byte[3 * 44]);
        peer.sendTrain(relay, 44, new byte[44 + 10]);
        peer.sendTrain(relay, 100, new byte[200 + 44]);
        network.clock().advance(1_000_000);

        assertThat(seen).containsExactly("44/1", "44/1", "44/1", "44/1", "10/1", "200/2", "44/1");
    }

    @Test
    void shouldCountTheSegmentsOfATrainThatCannotBeSent() throws TransportException {
        Lane lane = openLane(new BurstHandler() {
            @Override
            public void onBurst(Burst burst) {
                burst.forward(0, burst.localPort(0), 0x2001_0db8L << 32, 1, 9);
            }

            @Override
            public void onSendFailed(int datagrams) {
                seen.add("failed " + datagrams);
            }
        });
        peer.sendTrain(RELAY.withPort(lane.ports()[0]), 100, new byte[250]);
        network.clock().advance(1_000_000);

        assertThat(seen).containsExactly("failed 3");
    }

    @Test
    void shouldZeroWhatWasNotForwardedWhenTheHandlerReturns() {
        byte[] payload = {1, 2, 3};
        MemoryBurst burst = new MemoryBurst();
        burst.fill(new java.util.ArrayDeque<>(List.of(Datagram.single(peer.local(), RELAY, payload))));

        burst.send(null);

        assertThat(payload).containsOnly(0);
        assertThat(burst.size()).isZero();
        assertThatThrownBy(() -> burst.length(0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void shouldRunCommandsWhenTheClockIsTurnedAndAllOfThemOnClose() throws TransportException {
        Lane lane = openLane(ignoring());
        lane.execute(() -> seen.add("one"));
        assertThat(seen).isEmpty();
        network.clock().advance(0);
        assertThat(seen).containsExactly("one");

        lane.execute(() -> seen.add("two"));
        lane.close();
        assertThat(seen).containsExactly("one", "two");
        assertThat(lane.execute(() -> seen.add("three"))).isFalse();
    }

    private Endpoint open(java.util.function.Consumer<Burst> onBurst) throws TransportException {
        Lane lane = openLane(new BurstHandler() {
            @Override
            public void onBurst(Burst burst) {
                onBurst.accept(burst);
            }

            @Override
            public void onSendFailed(int datagrams) {
                seen.add("failed " + datagrams);
            }
        });
        return RELAY.withPort(lane.ports()[0]);
    }

    private Lane openLane(BurstHandler handler) throws TransportException {
        return network.transport()
                .open(
                        new LaneSpec("test", Optional.of(RELAY), Optional.empty(), PortPlan.ephemeral(1), 1 << 16),
                        handler);
    }

    private static BurstHandler ignoring() {
        return new BurstHandler() {
            @Override
            public void onBurst(Burst burst) {
                // Dropped.
            }

            @Override
            public void onSendFailed(int datagrams) {
                throw new AssertionError("nothing was sent");
            }
        };
    }
}
