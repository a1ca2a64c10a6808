package dev.middleman.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.transport.Burst;
import dev.middleman.api.transport.BurstHandler;
import dev.middleman.api.transport.Handover;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.LaneSpec;
import dev.middleman.api.transport.PortPlan;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class DropTableTest {
    private static final Endpoint LOOPBACK4 = Endpoint.ofIp4(0x7f00_0001, 0);
    private static final Endpoint LOOPBACK6 = new Endpoint(0, 1, 0);
    private static final String HEADING = "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt"
            + "   uid  timeout inode ref pointer drops            \n";
    private static final String MINE = UdpTable.local(LOOPBACK4, 0x1f90);
    private static final int DATAGRAMS = 5_000;

    @TempDir
    Path directory;

    private static String row(String local, long inode, long drops) {
        return " 7755: " + local + " 00000000:0000 07 00000000:00000D00 00:00000000 00000000     0        0 " + inode
                + " 2 0000000087e35c26 " + drops + "      \n";
    }

    private static List<UdpTable.Row> parse(String text) throws IOException {
        return UdpTable.parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)), row -> true);
    }

    private static Path write(Path file, String... rows) throws IOException {
        return Files.writeString(file, HEADING + String.join("", rows));
    }

    @Test
    void shouldReadLocalAddressInodeAndDrops() throws IOException {
        assertThat(parse(HEADING + row("0100007F:1F90", 42, 46) + row("00000000:0035", 43, 4_294_967_295L)))
                .containsExactly(
                        new UdpTable.Row("0100007F:1F90", 42, 46),
                        new UdpTable.Row("00000000:0035", 43, 4_294_967_295L));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n\n",
                " 1: 0100007F:1F90 0:0 07 0:0 0:0 0 0 0 42 2 0",
                " 1: 0100007F:1F90 0:0 07 0:0 0:0 0 0 0 x 2 0 46",
                " 1: 0100007F:1F90 0:0 07 0:0 0:0 0 0 0 42 2 0 -1",
                " 1: 0100007F:1F90 0:0 07 0:0 0:0 0 0 0 42 2 0 99999999999999999999",
                "\u0000\u0001 \uffff"
            })
    void shouldPassOverLinesOfAnotherForm(String text) throws IOException {
        assertThat(parse(HEADING + text + "\n" + row(MINE, 7, 1))).containsExactly(new UdpTable.Row(MINE, 7, 1));
    }

    @Test
    void shouldNotReadWithoutEnd() throws IOException {
        String rows = row(MINE, 7, 1).repeat(UdpTable.MOST_ROWS + 10);
        assertThat(parse(HEADING + rows)).hasSize(UdpTable.MOST_ROWS);
    }

    @Test
    void shouldWriteAddressesAsLinuxDoes() {
        assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN, "the examples are of such a machine");
        assertThat(UdpTable.local(LOOPBACK4, 0xe71d)).isEqualTo("0100007F:E71D");
        assertThat(UdpTable.local(LOOPBACK6, 0xd4b4)).isEqualTo("00000000000000000000000001000000:D4B4");
    }

    @Test
    void shouldCountOnlyItsOwnSocketWhereTwoHaveThePort() throws IOException {
        Path file = write(directory.resolve("udp"), row(MINE, 1, 500));
        DropTable table = DropTable.beforeBinding(List.of(file));
        write(file, row(MINE, 1, 500), row(MINE, 2, 0), row(UdpTable.local(LOOPBACK4, 53), 3, 70));
        table.afterBinding(Set.of(MINE));
        table.find();
        write(file, row(MINE, 1, 600), row(MINE, 2, 5), row(MINE, 4, 9), row(UdpTable.local(LOOPBACK4, 53), 3, 80));
        assertThat(table.drops()).isEqualTo(5);
    }

    @Test
    void shouldNotKnowWhenASocketIsNotListed() throws IOException {
        Path file = write(directory.resolve("udp"));
        DropTable table = DropTable.beforeBinding(List.of(file, directory.resolve("udp6")));
        write(file, row(MINE, 2, 0));
        table.afterBinding(Set.of(MINE, UdpTable.local(LOOPBACK6, 0x1f90)));
        assertThat(table.drops()).isEqualTo(Lane.UNKNOWN);
    }

    @Test
    void shouldNotKnowOnceASocketIsGone() throws IOException {
        Path file = write(directory.resolve("udp"));
        DropTable table = DropTable.beforeBinding(List.of(file));
        write(file, row(MINE, 2, 9));
        table.afterBinding(Set.of(MINE));
        assertThat(table.drops()).isEqualTo(9);
        write(file);
        assertThat(table.drops()).isEqualTo(Lane.UNKNOWN);
    }

    @Test
    void shouldStillKnowWhatItKnewAtTheEnd() throws IOException {
        Path file = write(directory.resolve("udp"));
        DropTable table = DropTable.beforeBinding(List.of(file));
        write(file, row(MINE, 2, 9));
        table.afterBinding(Set.of(MINE));
        table.end();
        write(file);
        assertThat(table.drops()).isEqualTo(9);
    }

    @Test
    void shouldNotKnowWhereThereIsNoSuchTable() {
        DropTable table = DropTable.beforeBinding(List.of(directory.resolve("udp")));
        table.afterBinding(Set.of(MINE));
        assertThat(table.drops()).isEqualTo(Lane.UNKNOWN);
    }

    /** What was sent is what was received and what was dropped, with a second lane on the ports and afterwards. */
    @Test
    void shouldCountWhatTheKernelDroppedAtALane() throws Exception {
        assumeTrue(Files.isReadable(Path.of("/proc/net/udp6")), "not Linux, or without IPv6");
        Counting counting = new Counting();
        try (NettyTransport transport = new NettyTransport(new NioSockets(), 1)) {
            Lane lane = transport.open(spec(PortPlan.ephemeral(2)), counting);
            assertThat(lane.overflows()).isZero();
            flood(lane);
            long dropped = lane.overflows();
            assertThat(dropped).isPositive();
            counting.await(2 * DATAGRAMS - dropped);

            Handover former = lane.handover().orElseThrow();
            Lane next = transport.open(spec(PortPlan.listed(lane.ports())).besideAnother(), counting);
            assertThat(next.overflows()).isZero();
            former.complete();
            next.handover().orElseThrow().complete();
            lane.close();
            assertThat(lane.overflows()).isEqualTo(dropped);
            flood(next);
            assertThat(next.overflows()).isPositive().isNotEqualTo(Lane.UNKNOWN);
            next.close();
        }
    }

    private static LaneSpec spec(PortPlan ports) {
        return new LaneSpec("drops", Optional.of(LOOPBACK4), Optional.of(LOOPBACK6), ports, 1 << 14);
    }

    /** Sends more than fits to one port of each family, while the lane's thread stands. */
    private static void flood(Lane lane) throws Exception {
        CountDownLatch stands = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        lane.execute(() -> {
            stands.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        stands.await();
        for (String address : List.of("127.0.0.1", "::1")) {
            try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getByName(address))) {
                for (int i = 0; i < DATAGRAMS; i++) {
                    socket.send(
                            new DatagramPacket(new byte[64], 64, InetAddress.getByName(address), lane.ports()[i % 2]));
                }
            }
        }
        release.countDown();
    }

    private static final class Counting implements BurstHandler {
        private final AtomicInteger received = new AtomicInteger();

        @Override
        public void onBurst(Burst burst) {
            received.addAndGet(burst.size());
        }

        @Override
        public void onSendFailed(int datagrams) {
            throw new AssertionError("nothing was sent");
        }

        void await(long count) {
            while (received.get() < count) {
                Thread.onSpinWait();
            }
            assertThat(received).hasValue((int) count);
        }
    }
}
