package dev.middleman.itests.system.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** That the file exchange survives what UDP does and notices what a relay must not do. */
class ExchangeTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(30);
    private static final int FAST_KBIT = 400_000;

    private final long seed = new Random().nextLong();
    private final Load load = new Load(seed, 1_200_000, 1472);

    ExchangeTest() {
        System.out.println("seed " + seed);
    }

    @Test
    void shouldHaveEverySizeFromNothingToTheLargest() {
        assertThat(IntStream.range(0, load.count())
                        .map(load::size)
                        .distinct()
                        .sorted()
                        .toArray())
                .isEqualTo(IntStream.rangeClosed(0, 1472).toArray());
        assertThat(load.bytes()).isBetween(1_200_000, 1_201_472);
    }

    @Test
    void shouldArriveIntactOnAGoodWay() throws Exception {
        Outcome outcome = exchange((datagram, random) -> 1);

        assertThat(outcome.report().complete()).isTrue();
        assertThat(outcome.report().wrong()).isZero();
        assertThat(outcome.report().sha256()).isEqualTo(expected());
        assertThat(outcome.report().received()).isLessThanOrEqualTo(outcome.sent());
    }

    @Test
    void shouldSendAgainWhatWasLost() throws Exception {
        Outcome outcome = exchange((datagram, random) -> random.nextInt(50) == 0 ? 0 : 1);

        assertThat(outcome.report().sha256()).isEqualTo(expected());
        assertThat(outcome.report().wrong()).isZero();
        assertThat(outcome.sent()).isGreaterThan(load.count());
        assertThat(outcome.report().received()).isLessThan(outcome.sent());
    }

    @Test
    void shouldNoticeOneFlippedBit() throws Exception {
        int[] turns = {0};
        Outcome outcome = exchange((datagram, random) -> {
            if (datagram.getLength() > 500 && turns[0]++ == 100) {
                datagram.getData()[datagram.getLength() - 1] ^= 1;
            }
            return 1;
        });

        assertThat(outcome.report().wrong()).isEqualTo(1);
    }

    @Test
    void shouldNoticeARepeatedDatagramThoughItIsEmpty() throws Exception {
        Outcome outcome = exchange((datagram, random) -> datagram.getLength() == 0 ? 2 : 1);

        assertThat(outcome.report().received()).isGreaterThan(outcome.sent());
    }

    private String expected() {
        return Load.sha256(
                IntStream.range(0, load.count()).mapToObj(load::content).toArray(byte[][]::new));
    }

    private record Outcome(long sent, Sink.Report report) {}

    /** What a way does with a datagram: changes it as it likes, says how often it arrives. */
    private interface Fault {
        int copies(DatagramPacket datagram, Random random);
    }

    private Outcome exchange(Fault fault) throws Exception {
        DatagramSocket way = new DatagramSocket(0, LOOPBACK);
        try (Wire there = new Wire(new InetSocketAddress(LOOPBACK, 0), null);
                Wire here = new Wire(
                        new InetSocketAddress(LOOPBACK, 0), new InetSocketAddress(LOOPBACK, way.getLocalPort()))) {
            SocketAddress sinkEnd = new InetSocketAddress(LOOPBACK, there.port());
            CompletableFuture.runAsync(() -> forward(way, sinkEnd, fault));
            Sink sink = new Sink(there, load);
            CompletableFuture<Long> sender = CompletableFuture.supplyAsync(() -> send(here));
            while (!sender.isDone()) {
                sink.turn();
            }
            // One quiet turn more, for a copy that is still on the way.
            sink.turn();
            return new Outcome(sender.join(), sink.report());
        } finally {
            way.close();
        }
    }

    private long send(Wire wire) {
        try {
            return new Source(wire, load, new Pace(FAST_KBIT, System.nanoTime())).run(LIMIT_NS);
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }

    private void forward(DatagramSocket way, SocketAddress sinkEnd, Fault fault) {
        Random random = new Random(seed);
        SocketAddress sourceEnd = null;
        try {
            while (true) {
                DatagramPacket datagram = new DatagramPacket(new byte[2_000], 2_000);
                way.receive(datagram);
                boolean back = datagram.getSocketAddress().equals(sinkEnd);
                if (!back) {
                    sourceEnd = datagram.getSocketAddress();
                }
                int copies = back ? 1 : fault.copies(datagram, random);
                datagram.setSocketAddress(back ? sourceEnd : sinkEnd);
                for (int i = 0; i < copies && datagram.getSocketAddress() != null; i++) {
                    way.send(datagram);
                }
            }
        } catch (IOException closed) {
            // The end of the test; were it earlier, the source would miss its acknowledgements and fail.
        }
    }
}
