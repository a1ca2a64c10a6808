package dev.middleman.itests.lines;

import dev.middleman.api.time.Deadline;
import dev.middleman.api.time.TickListener;
import dev.middleman.peer.line.Leg;
import dev.middleman.peer.line.LegEvents;
import dev.middleman.peer.line.LegLine;
import dev.middleman.peer.line.LineTable;
import dev.middleman.transport.memory.MemorySocket;
import dev.middleman.transport.memory.Received;
import dev.middleman.transport.memory.VirtualClock;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The library's lines of one socket, on a simulated network, in virtual time. Driven by the thread that turns the clock. */
final class VirtualPeer implements LegEvents, TickListener {
    private static final long TICK_NS = 10_000_000;

    private final VirtualClock clock;
    private final LineTable table;
    private final Map<LegLine, List<String>> received = new HashMap<>();
    private final Deadline ticking;

    VirtualPeer(VirtualClock clock, MemorySocket socket) {
        this.clock = clock;
        this.table = new LineTable(
                (to, datagram) -> {
                    byte[] bytes = new byte[datagram.remaining()];
                    datagram.duplicate().get(bytes);
                    socket.send(to, bytes);
                    return true;
                },
                clock::nowNs);
        socket.onDatagram(this::onDatagram);
        ticking = clock.every(TICK_NS, this);
    }

    LegLine open(Leg leg) {
        return table.open(leg, this, clock.nowNs());
    }

    void close(LegLine leg) {
        table.close(leg, clock.nowNs());
    }

    /** The program is gone, its socket silent. */
    void vanish() {
        ticking.cancel();
    }

    LineTable table() {
        return table;
    }

    List<String> received(LegLine leg) {
        return received.computeIfAbsent(leg, any -> new ArrayList<>());
    }

    @Override
    public void changed(LegLine leg) {
        // the tests look when they want to know
    }

    @Override
    public void payload(LegLine leg, ByteBuffer datagram) {
        byte[] bytes = new byte[datagram.remaining()];
        datagram.get(bytes);
        received(leg).add(new String(bytes));
    }

    @Override
    public void onTick(long nowNs) {
        table.poll(nowNs);
    }

    @Override
    public void onClockJump(long driftNs) {
        throw new AssertionError("virtual time does not jump");
    }

    private void onDatagram(Received datagram) {
        table.onDatagram(datagram.source(), ByteBuffer.wrap(datagram.payload()), clock.nowNs());
    }
}
