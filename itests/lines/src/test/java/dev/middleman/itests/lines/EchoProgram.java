package dev.middleman.itests.lines;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A UDP program that knows nothing of middle-men: sends back what it gets, and remembers from whom. Owns one thread. */
final class EchoProgram implements AutoCloseable {
    final Set<SocketAddress> clients = ConcurrentHashMap.newKeySet();
    private final DatagramSocket socket;

    EchoProgram() throws IOException {
        socket = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
        new Thread(this::run, "echo-program").start();
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    @Override
    public void close() {
        socket.close();
    }

    private void run() {
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        try {
            while (true) {
                packet.setLength(65_535);
                socket.receive(packet);
                clients.add(packet.getSocketAddress());
                socket.send(packet);
            }
        } catch (IOException e) {
            // closed
        }
    }
}
