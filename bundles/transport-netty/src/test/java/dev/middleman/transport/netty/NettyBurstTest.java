package dev.middleman.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.IoHandle;
import io.netty.channel.IoOps;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 10, unit = TimeUnit.SECONDS)
class NettyBurstTest {
    private static final int PORT = 7_000;
    private static final long IP4 = 0xffff_7f00_0001L;

    private final NettyBurst burst = new NettyBurst(200, new UnpooledByteBufAllocator(true));
    private final Recording first = new Recording(PORT);
    private final Recording second = new Recording(PORT + 1);
    private final LanePorts ports = new LanePorts(List.of(first, second), List.of(), Optional.empty());

    @AfterEach
    void giveBack() {
        burst.release();
    }

    @Test
    void shouldSendNeighboursOfOneSizeAtOnceUpToAShorterOne() {
        receive(200, 200, 90, 200);

        forwardAll();

        assertThat(burst.send(ports)).isZero();
        assertThat(first.sent).containsExactly("200x490", "200");
        assertThat(first.bytes).containsExactly(0, 1, 2, 3);
    }

    @Test
    void shouldJoinNeitherEmptyDatagramsNorLongerOnes() {
        receive(0, 0, 44, 0, 100, 101);

        forwardAll();

        assertThat(burst.send(ports)).isZero();
        assertThat(first.sent).containsExactly("0", "0", "44", "0", "100", "101");
    }

    @Test
    void shouldJoinOnlyWhatGoesTheSameWay() {
        receive(50, 50, 50, 50, 50, 50, 50);

        burst.forward(0, PORT, 0, IP4, 9);
        burst.forward(1, PORT, 0, IP4, 10);
        burst.forward(2, PORT, 0, IP4 + 1, 10);
        burst.forward(3, PORT + 1, 0, IP4 + 1, 10);
        // The fifth is dropped.
        burst.forward(5, PORT + 1, 0, IP4 + 1, 10);
        burst.forward(6, PORT + 1, 0, IP4 + 1, 10);

        assertThat(burst.send(ports)).isZero();
        assertThat(first.sent).containsExactly("50", "50", "50");
        assertThat(second.sent).containsExactly("50x150");
        assertThat(second.bytes).containsExactly(3, 5, 6);
    }

    @Test
    void shouldJoinWhatGoesTheSameWayThoughOthersCameBetween() {
        receive(50, 50, 50, 70, 50, 50, 20);

        for (int i = 0; i < 7; i++) {
            burst.forward(i, PORT + i % 2, 0, IP4, 9);
        }

        assertThat(burst.send(ports)).isZero();
        assertThat(first.sent).containsExactly("50x170");
        assertThat(first.bytes).containsExactly(0, 2, 4, 6);
        assertThat(second.sent).as("a longer one waits for those before it").containsExactly("50", "70x120");
        assertThat(second.bytes).containsExactly(1, 3, 5);
    }

    @Test
    void shouldWipeWhatItJoined() {
        receive(50, 50, 50);
        burst.forward(0, PORT, 0, IP4, 9);
        burst.forward(1, PORT + 1, 0, IP4, 9);
        burst.forward(2, PORT, 0, IP4, 9);
        assertThat(burst.send(ports)).isZero();
        ByteBuffer joined = first.lastTrain;
        assertThat(joined.get(50)).as("the third one, behind the first").isEqualTo((byte) 2);

        burst.clear();

        assertThat(joined.get(50)).isZero();
    }

    @Test
    void shouldNotLookForTrainsThatNoSocketTakes() {
        first.takesTrains = false;
        receive(50, 50);

        forwardAll();

        assertThat(burst.send(ports)).isZero();
        assertThat(first.sent).containsExactly("50", "50");
    }

    @Test
    void shouldSendNoMoreAtOnceThanTheKernelTakes() {
        receive(Collections.nCopies(130, 10));

        forwardAll();

        assertThat(burst.send(ports)).isZero();
        assertThat(first.sent).containsExactly("10x640", "10x640", "10x20");
    }

    @Test
    void shouldSendNoMoreBytesAtOnceThanADatagramHas() {
        receive(20_000, 20_000, 20_000, 20_000);

        forwardAll();

        assertThat(burst.send(ports)).isZero();
        assertThat(first.sent).containsExactly("20000x60000", "20000");
    }

    @Test
    void shouldSendOneByOneWhatIsRefusedAsATrain() {
        first.refusesTrains = true;
        receive(30, 30, 30);

        forwardAll();

        assertThat(burst.send(ports)).isZero();
        assertThat(first.sent).containsExactly("30", "30", "30");
        assertThat(first.bytes).containsExactly(0, 1, 2);
    }

    @Test
    void shouldCountEveryDatagramThatNoSocketTakes() {
        first.refusesTrains = true;
        first.isFull = true;
        receive(30, 30, 30);

        forwardAll();

        assertThat(burst.send(ports)).isEqualTo(3);
    }

    private void receive(Integer... lengths) {
        receive(List.of(lengths));
    }

    /** Each is filled with its own number. */
    private void receive(List<Integer> lengths) {
        InetSocketAddress source = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5_000);
        for (int length : lengths) {
            ByteBuffer space = burst.space();
            for (int i = 0; i < length; i++) {
                space.put((byte) burst.size());
            }
            burst.add(PORT, source, length);
        }
    }

    private void forwardAll() {
        for (int i = 0; i < burst.size(); i++) {
            burst.forward(i, PORT, 0, IP4, 9);
        }
    }

    /** Remembers what was sent: "size", or "segment size x bytes"; and the first byte of each datagram. */
    private static final class Recording implements UdpSocket {
        final List<String> sent = new ArrayList<>();
        final List<Integer> bytes = new ArrayList<>();
        private final int port;
        boolean takesTrains = true;
        boolean refusesTrains;
        boolean isFull;
        ByteBuffer lastTrain;

        Recording(int port) {
            this.port = port;
        }

        @Override
        public int port() {
            return port;
        }

        @Override
        public boolean send(ByteBuffer datagram, Destination destination) {
            if (isFull) {
                return false;
            }
            sent.add("" + datagram.remaining());
            if (datagram.hasRemaining()) {
                bytes.add((int) datagram.get(datagram.position()));
            }
            return true;
        }

        @Override
        public boolean takesTrains() {
            return takesTrains;
        }

        @Override
        public boolean sendTrain(ByteBuffer train, int segment, Destination destination) {
            if (refusesTrains) {
                return false;
            }
            lastTrain = train;
            sent.add(segment + "x" + train.remaining());
            for (int at = train.position(); at < train.limit(); at += segment) {
                bytes.add((int) train.get(at));
            }
            return true;
        }

        @Override
        public boolean receive(NettyBurst into) {
            return false;
        }

        @Override
        public IoHandle handle(Consumer<UdpSocket> onReadable) {
            throw new UnsupportedOperationException();
        }

        @Override
        public IoOps readInterest() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int receiveBufferBytes() {
            return 0;
        }

        @Override
        public int sendBufferBytes() {
            return 0;
        }

        @Override
        public boolean share(boolean shared) {
            return false;
        }

        @Override
        public boolean steer(int member) {
            return false;
        }

        @Override
        public long overflows() {
            return 0;
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
