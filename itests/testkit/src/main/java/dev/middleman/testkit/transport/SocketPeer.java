package dev.middleman.testkit.transport;

import dev.middleman.api.net.Endpoint;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A peer with a socket of the JDK. */
record SocketPeer(DatagramSocket socket, Endpoint local) implements TestPeer, AutoCloseable {
    private static final int BUFFER_BYTES = 4 << 20;

    /** @param address a local one; the port is the system's choice */
    static SocketPeer at(Endpoint address) {
        try {
            DatagramSocket socket = new DatagramSocket(socketAddress(address.withPort(0)));
            socket.setReceiveBufferSize(BUFFER_BYTES);
            socket.setSendBufferSize(BUFFER_BYTES);
            socket.setSoTimeout((int) PATIENCE_MS);
            return new SocketPeer(socket, address.withPort(socket.getLocalPort()));
        } catch (IOException e) {
            throw new AssertionError("no socket for a test peer", e);
        }
    }

    static InetSocketAddress socketAddress(Endpoint endpoint) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(16).putLong(endpoint.high()).putLong(endpoint.low());
        // The JDK turns ::ffff:a.b.c.d into a.b.c.d by itself.
        return new InetSocketAddress(InetAddress.getByAddress(bytes.array()), endpoint.port());
    }

    private static Endpoint endpoint(InetAddress address, int port) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return bytes.remaining() == 4
                ? Endpoint.ofIp4(bytes.getInt(), port)
                : new Endpoint(bytes.getLong(), bytes.getLong(), port);
    }

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

    @Override
    public void close() {
        socket.close();
    }
}
