package dev.middleman.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.transport.LaneSpec;
import dev.middleman.api.transport.PortPlan;
import io.netty.channel.epoll.Epoll;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 20, unit = TimeUnit.SECONDS)
class EpollTrainsTest {
    private static final Endpoint LOOPBACK = Endpoint.ofIp4(0x7f00_0001, 0);
    private static final int WAIT_MS = 5_000;

    private DatagramSocket peer;
    private UdpSocket socket;
    private final Destination destination = new Destination();

    @BeforeEach
    void open() throws Exception {
        assumeTrue(Epoll.isAvailable(), "epoll is Linux's");
        peer = new DatagramSocket(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0));
        peer.setSoTimeout(WAIT_MS);
        LaneSpec spec = new LaneSpec("trains", Optional.of(LOOPBACK), Optional.empty(), PortPlan.ephemeral(1), 1 << 18);
        socket = new EpollSockets().bind(LOOPBACK, 0, spec);
        destination.set(LOOPBACK.high(), LOOPBACK.low(), peer.getLocalPort());
    }

    @AfterEach
    void close() throws Exception {
        if (peer != null) {
            socket.close();
            peer.close();
        }
    }

    @Test
    void shouldSendATrainAsItsDatagrams() throws Exception {
        ByteBuffer train = bytes(16 * 200 + 7);

        assertThat(socket.sendTrain(train, 200, destination)).isTrue();

        assertArrives(train, 200);
    }

    @Test
    void shouldNotCutWhatComesAfterATrain() throws Exception {
        ByteBuffer train = bytes(300);
        ByteBuffer large = bytes(65_507);
        assertThat(socket.sendTrain(train, 100, destination)).isTrue();

        assertThat(socket.send(large, destination)).isTrue();
        assertThat(socket.send(bytes(0), destination)).isTrue();
        assertThat(socket.sendTrain(train, 50, destination)).isTrue();

        assertArrives(train, 100);
        assertArrives(large, 65_507);
        assertThat(receive()).isEmpty();
        assertArrives(train, 50);
    }

    @Test
    void shouldSendNothingOfATrainThatTheKernelRefuses() throws Exception {
        ByteBuffer whole = bytes(4_000);

        // Thousands of segments are more than any kernel takes.
        assertThat(socket.sendTrain(whole, 1, destination)).isFalse();
        assertThat(socket.send(whole, destination)).isTrue();

        assertArrives(whole, 4_000);
    }

    private void assertArrives(ByteBuffer sent, int segment) throws Exception {
        for (int at = 0; at < sent.capacity(); at += segment) {
            byte[] expected = new byte[Math.min(segment, sent.capacity() - at)];
            sent.get(at, expected);
            assertThat(receive()).isEqualTo(expected);
        }
    }

    private byte[] receive() throws Exception {
        DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
        peer.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    private static ByteBuffer bytes(int count) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(count);
        for (int i = 0; i < count; i++) {
            bytes.put(i, (byte) (31 * i));
        }
        return bytes;
    }
}
