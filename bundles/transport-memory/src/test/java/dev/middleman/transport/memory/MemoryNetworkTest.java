package dev.middleman.transport.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.middleman.api.net.Endpoint;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryNetworkTest {
    private static final long MS = 1_000_000;
    private static final Endpoint ALICE = MemoryNetwork.ip4(198, 51, 100, 1);
    private static final Endpoint BOB = MemoryNetwork.ip4(203, 0, 113, 9);

    private final MemoryNetwork network = MemoryNetwork.announced();
    private final MemorySocket alice = network.host(ALICE).socket();
    private final MemorySocket bob = network.host(BOB).socket();

    @Test
    void shouldMoveNothingBeforeTheClockIsTurned() {
        alice.send(bob.local(), new byte[] {7});
        assertThat(bob.receive()).isNull();

        network.clock().advance(MS);

        Received received = bob.receive();
        assertThat(received.payload()).containsExactly(7);
        assertThat(received.source()).isEqualTo(alice.local());
    }

    @Test
    void shouldDeliverExactlyWhenTheDelaysOfBothLinesArePast() {
        network.line(ALICE, Link.PERFECT.withDelayNs(3 * MS), Link.PERFECT);
        network.line(BOB, Link.PERFECT, Link.PERFECT.withDelayNs(4 * MS));
        alice.send(bob.local(), new byte[1]);

        network.clock().advance(7 * MS - 1);
        assertThat(bob.waiting()).isZero();
        network.clock().advance(1);
        assertThat(bob.waiting()).isOne();
    }

    @Test
    void shouldLoseAboutTheGivenShare() {
        network.line(ALICE, Link.PERFECT.withLoss(0.25), Link.PERFECT);
        sendNumbered(4_000);

        assertThat(arrivedNumbers()).hasSizeBetween(2_700, 3_300).isSorted();
        assertThat(network.counts().lostTotal() + network.counts().deliveredTotal())
                .isEqualTo(4_000);
    }

    @Test
    void shouldDuplicateAboutTheGivenShare() {
        network.line(ALICE, Link.PERFECT.withDuplication(0.25), Link.PERFECT);
        sendNumbered(4_000);

        assertThat(arrivedNumbers()).hasSizeBetween(4_700, 5_300);
        assertThat(network.counts().duplicatedTotal()).isBetween(700L, 1_300L);
    }

    @Test
    void shouldKeepOrderUnderJitterAndLoseItUnderReordering() {
        network.line(ALICE, Link.PERFECT.withJitterNs(5 * MS), Link.PERFECT);
        sendNumbered(500);
        assertThat(arrivedNumbers()).hasSize(500).isSorted();

        network.line(ALICE, Link.PERFECT.withReordering(0.1), Link.PERFECT);
        sendNumbered(500);
        List<Integer> arrived = arrivedNumbers();
        assertThat(arrived).hasSize(500);
        assertThat(arrived).isNotEqualTo(arrived.stream().sorted().toList());
    }

    @Test
    void shouldRepeatARunFromItsSeed() {
        assertThat(lossyRun(11)).isEqualTo(lossyRun(11)).isNotEqualTo(lossyRun(12));
    }

    @Test
    void shouldSeparateUntilHealed() {
        network.cut(ALICE, BOB);
        sendNumbered(1);
        assertThat(arrivedNumbers()).isEmpty();

        network.heal(ALICE, BOB);
        network.cut(BOB);
        sendNumbered(1);
        assertThat(arrivedNumbers()).isEmpty();

        network.heal(BOB);
        sendNumbered(1);
        assertThat(arrivedNumbers()).hasSize(1);
    }

    @Test
    void shouldTellAListenerInsteadOfQueueing() {
        bob.onDatagram(received -> bob.send(received.source(), received.payload()));
        alice.send(bob.local(), new byte[] {1, 2});
        network.clock().advance(MS);

        assertThat(alice.receive().payload()).containsExactly(1, 2);
        assertThat(bob.waiting()).isZero();
    }

    @Test
    void shouldRefuseAPortThatIsTakenAndGiveItBackOnClose() {
        int port = alice.local().port();
        assertThatThrownBy(() -> network.host(ALICE).socket(port))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(Integer.toString(port));
        alice.close();
        assertThat(network.host(ALICE).socket(port).local().port()).isEqualTo(port);
    }

    @Test
    void shouldDeliverATrainToASocketSegmentBySegment() {
        alice.sendTrain(bob.local(), 100, new byte[250]);
        network.clock().advance(MS);

        assertThat(List.of(bob.receive(), bob.receive(), bob.receive()))
                .extracting(received -> received.payload().length)
                .containsExactly(100, 100, 50);
    }

    private List<Integer> lossyRun(long seed) {
        MemoryNetwork lossy = new MemoryNetwork(seed);
        lossy.line(ALICE, new Link(MS, MS, 0.2, 0.2, 0.2), Link.PERFECT);
        MemorySocket from = lossy.host(ALICE).socket();
        MemorySocket to = lossy.host(BOB).socket();
        for (int i = 0; i < 100; i++) {
            from.send(to.local(), new byte[] {(byte) i});
        }
        lossy.clock().advance(100 * MS);
        List<Integer> arrived = new ArrayList<>();
        for (Received received = to.receive(); received != null; received = to.receive()) {
            arrived.add((int) received.payload()[0]);
        }
        return arrived;
    }

    private void sendNumbered(int count) {
        for (int i = 0; i < count; i++) {
            alice.send(bob.local(), new byte[] {(byte) (i >> 8), (byte) i});
        }
        network.clock().advance(10_000 * MS);
    }

    private List<Integer> arrivedNumbers() {
        List<Integer> numbers = new ArrayList<>();
        for (Received received = bob.receive(); received != null; received = bob.receive()) {
            numbers.add((received.payload()[0] & 0xff) << 8 | received.payload()[1] & 0xff);
        }
        return numbers;
    }
}
