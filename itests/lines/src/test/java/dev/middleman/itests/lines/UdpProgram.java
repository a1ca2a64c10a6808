package dev.middleman.itests.lines;

import dev.middleman.api.net.Endpoint;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** An unmodified UDP program at 127.0.{@code network}.1: its peer's address can be set, as WireGuard's endpoint. For one thread. */
final class UdpProgram implements AutoCloseable {
    private static final int PATIENCE_MS = 200;

    private final InetAddress local;
    private volatile CompletableFuture<InetSocketAddress> endpoint = new CompletableFuture<>();
    private DatagramSocket socket;

    UdpProgram(int network) throws IOException {
        local = InetAddress.getByName("127.0." + network + ".1");
        changePort();
    }

    /** What an agent says. Any thread. */
    void sendTo(Endpoint relay) {
        long ip = relay.low();
        byte[] bytes = {(byte) (ip >> 24), (byte) (ip >> 16), (byte) (ip >> 8), (byte) ip};
        try {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getByAddress(bytes), relay.port());
            if (!endpoint.complete(address)) {
                endpoint = CompletableFuture.completedFuture(address);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    InetSocketAddress endpoint() throws Exception {
        return endpoint.get(30, TimeUnit.SECONDS);
    }

    /** Closes its socket and binds another one. */
    void changePort() throws IOException {
        if (socket != null) {
            socket.close();
        }
        socket = new DatagramSocket(0, local);
        socket.setSoTimeout(PATIENCE_MS);
    }

    void say(String text) throws Exception {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        socket.send(new DatagramPacket(bytes, bytes.length, endpoint()));
    }

    /** The next datagram, within a moment. */
    Optional<String> hear() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[2_048], 2_048);
        try {
            socket.receive(packet);
            return Optional.of(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8));
        } catch (SocketTimeoutException e) {
            return Optional.empty();
        }
    }

    /** Both talk until both have heard of each other, as programs do that start at any time. */
    static void converse(UdpProgram one, UdpProgram other) throws Exception {
        Optional<String> oneHeard = Optional.empty();
        Optional<String> otherHeard = Optional.empty();
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        String hello = "hello " + endNs;
        while (!oneHeard.equals(Optional.of(hello)) || !otherHeard.equals(Optional.of(hello))) {
            if (System.nanoTime() - endNs > 0) {
                throw new AssertionError("they waited for each other");
            }
            one.say(hello);
            other.say(hello);
            oneHeard = one.hear();
            otherHeard = other.hear();
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
