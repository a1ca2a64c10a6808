package dev.middleman.transport.netty;

import dev.middleman.api.transport.Burst;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;

/** Sends control frames, also in the middle of a burst, from memory of its own. Lane's thread only. */
final class KnockSender {
    private final LanePorts ports;
    private final ByteBuf memory;
    private final ByteBuffer view;
    private final Destination destination = new Destination();

    KnockSender(LanePorts ports, ByteBufAllocator allocator) {
        this.ports = ports;
        memory = allocator.directBuffer(Burst.KNOCK_BYTES, Burst.KNOCK_BYTES);
        view = memory.internalNioBuffer(0, Burst.KNOCK_BYTES).duplicate();
    }

    boolean send(int localPort, long high, long low, int port, byte[] frame) {
        if (frame.length != Burst.KNOCK_BYTES) {
            throw new IllegalArgumentException("a knock has 44 bytes, not " + frame.length);
        }
        memory.setBytes(0, frame);
        destination.set(high, low, port);
        boolean sent = ports.send(localPort, view.limit(Burst.KNOCK_BYTES).position(0), destination);
        destination.forget();
        memory.setZero(0, Burst.KNOCK_BYTES);
        return sent;
    }

    void release() {
        memory.release();
    }
}
