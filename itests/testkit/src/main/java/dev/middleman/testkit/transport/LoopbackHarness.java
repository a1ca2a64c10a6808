package dev.middleman.testkit.transport;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.net.Families;
import dev.middleman.api.transport.Transport;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/** A transport with real sockets, on the loopback addresses 127.0.0.1 and ::1. */
public final class LoopbackHarness implements TransportHarness {
    private static final int PEER_BUFFER_BYTES = 4 << 20;

    private final Transport transport;
    private final LongSupplier directBytes;
    private final Runnable afterwards;
    private final List<DatagramSocket> sockets = new ArrayList<>();

    /**
     * @param directBytes see {@link TransportHarness#directBytes}
     * @param afterwards closes the transport
     */
    public LoopbackHarness(Transport transport, LongSupplier directBytes, Runnable afterwards) {
        this.transport = transport;
        this.directBytes = directBytes;
        this.afterwards = afterwards;
    }

    @Override
    public Transport transport() {
        return transport;
    }

    @Override
    public boolean serves(Families family) {
        try (DatagramSocket probe = new DatagramSocket(new InetSocketAddress(loopback(family), 0))) {
            return probe.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public Endpoint laneAddress(Families family) {
        return endpoint(loopback(family), 0);
    }

    @Override
    public TestPeer peer(Families family) {
        try {
            DatagramSocket socket = new DatagramSocket(new InetSocketAddress(loopback(family), 0));
            sockets.add(socket);
            socket.setReceiveBufferSize(PEER_BUFFER_BYTES);
            socket.setSendBufferSize(PEER_BUFFER_BYTES);
            socket.setSoTimeout((int) TestPeer.PATIENCE_MS);
            return new SocketPeer(socket, endpoint(loopback(family), socket.getLocalPort()));
        } catch (IOException e) {
            throw new AssertionError("no socket for a test peer", e);
        }
    }

    @Override
    public boolean hasLaneThreads() {
        return true;
    }

    @Override
    public long directBytes() {
        return directBytes.getAsLong();
    }

    @Override
    public void close() {
        sockets.forEach(DatagramSocket::close);
        afterwards.run();
    }

    private static InetAddress loopback(Families family) {
        byte[] address = family == Families.IP4 ? new byte[] {127, 0, 0, 1} : new byte[16];
        address[address.length - 1] = 1;
        try {
            return InetAddress.getByAddress(address);
        } catch (IOException e) {
            throw new AssertionError("4 and 16 bytes are addresses", e);
        }
    }

    private static Endpoint endpoint(InetAddress address, int port) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return bytes.remaining() == 4
                ? Endpoint.ofIp4(bytes.getInt(), port)
                : new Endpoint(bytes.getLong(), bytes.getLong(), port);
    }

    private static InetSocketAddress socketAddress(Endpoint endpoint) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(16).putLong(endpoint.high()).putLong(endpoint.low());
        // The JDK turns ::ffff:a.b.c.d into a.b.c.d by itself.
        return new InetSocketAddress(InetAddress.getByAddress(bytes.array()), endpoint.port());
    }

    private record SocketPeer(DatagramSocket socket, Endpoint local) implements TestPeer {
        @Override
        public void send(Endpoint to, byte[] payload) {
            try {
                socket.send(new DatagramPacket(payload, payload.length, socketAddress(to)));
            } catch (IOException e) {
                throw new AssertionError("the test peer cannot send " + payload.length + " bytes", e);
            }
        }

        @Override
        public Arrival receive() {
            DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
            try {
                socket.receive(packet);
            } catch (IOException e) {
                throw new AssertionError("no datagram came", e);
            }
            byte[] payload = Arrays.copyOf(packet.getData(), packet.getLength());
            return new Arrival(endpoint(packet.getAddress(), packet.getPort()), payload);
        }
    }
}
