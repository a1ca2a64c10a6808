package dev.middleman.engine;

import dev.middleman.api.net.Endpoint;
import dev.middleman.transport.memory.MemorySocket;
import java.util.ArrayList;
import java.util.List;

/** An unmodified program on the simulated network: sends text to one relay port and remembers what it gets. */
final class Program {
    private final Endpoint relay;
    private final List<byte[]> received = new ArrayList<>();
    private MemorySocket socket;

    Program(MemorySocket socket, Endpoint relay) {
        this.relay = relay;
        moveTo(socket);
    }

    void moveTo(MemorySocket next) {
        socket = next;
        socket.onDatagram(datagram -> received.add(datagram.payload()));
    }

    void say(String text) {
        socket.send(relay, Node.bytes(text));
    }

    /** What came since the last call, as text. */
    List<String> takeReceived() {
        List<String> taken = received.stream().map(String::new).toList();
        received.clear();
        return taken;
    }
}
