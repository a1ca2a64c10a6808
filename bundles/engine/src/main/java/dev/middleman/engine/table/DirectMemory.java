package dev.middleman.engine.table;

import dev.middleman.api.memory.TableMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Ordinary direct buffers: what tables live in when no better {@link TableMemory} is offered. Thread-safe. */
public final class DirectMemory implements TableMemory {
    private static final int LINE = 64;

    @Override
    public String name() {
        return DIRECT;
    }

    @Override
    public ByteBuffer allocate(int bytes) {
        if (bytes < 1 || bytes > MAX_BYTES) {
            throw new IllegalArgumentException(bytes + " bytes are not in 1.." + MAX_BYTES);
        }
        ByteBuffer aligned = ByteBuffer.allocateDirect(bytes + 2 * LINE).alignedSlice(LINE);
        return aligned.slice(0, bytes).order(ByteOrder.nativeOrder());
    }

    @Override
    public void release(ByteBuffer buffer) {
        for (int i = 0; i < buffer.limit(); i++) {
            buffer.put(i, (byte) 0);
        }
    }
}
