package dev.middleman.peer;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.LongAdder;

/**
 * What arrives on a line, until and after somebody wants it. For the socket's thread; the counters for any.
 */
final class Backlog {
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    private final LongAdder received = new LongAdder();
    private final LongAdder dropped = new LongAdder();
    private DatagramHandler handler;

    void handTo(Line line, DatagramHandler next) {
        handler = next;
        while (!waiting.isEmpty()) {
            handler.onDatagram(line, ByteBuffer.wrap(waiting.remove()));
        }
    }

    void add(Line line, ByteBuffer payload) {
        if (handler != null) {
            received.increment();
            handler.onDatagram(line, payload);
        } else if (waiting.size() < Line.MAX_WAITING) {
            received.increment();
            byte[] copy = new byte[payload.remaining()];
            payload.get(copy);
            waiting.add(copy);
        } else {
            dropped.increment();
        }
    }

    long received() {
        return received.sum();
    }

    long dropped() {
        return dropped.sum();
    }
}
