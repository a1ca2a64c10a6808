package dev.middleman.testkit.memory;

import dev.middleman.api.memory.TableMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Gives a number of buffers and then no more, and knows which of them are in use. Thread-safe. */
public final class ScarceMemory implements TableMemory {
    /** What it says when there is no more. */
    public static final String NO_MORE = "no more than that";

    private static final int ALIGNMENT = 64;

    private final List<ByteBuffer> inUse = new ArrayList<>();
    private int left;

    /** @param buffers that it gives */
    public ScarceMemory(int buffers) {
        left = buffers;
    }

    @Override
    public String name() {
        return "scarce";
    }

    @Override
    public synchronized ByteBuffer allocate(int bytes) {
        if (left == 0) {
            throw new IllegalStateException(NO_MORE);
        }
        left--;
        ByteBuffer aligned = ByteBuffer.allocateDirect(bytes + 2 * ALIGNMENT).alignedSlice(ALIGNMENT);
        ByteBuffer buffer = aligned.slice(0, bytes).order(ByteOrder.nativeOrder());
        inUse.add(buffer);
        return buffer;
    }

    /** @throws IllegalArgumentException for a buffer that is not in use */
    @Override
    public synchronized void release(ByteBuffer buffer) {
        if (!inUse.removeIf(mine -> mine == buffer)) {
            throw new IllegalArgumentException("not a buffer of this memory, or released before");
        }
    }

    /** How many more it gives. */
    public synchronized int left() {
        return left;
    }

    /** How many are in use. */
    public synchronized int inUse() {
        return inUse.size();
    }

    /** Their bytes in all. */
    public synchronized long bytes() {
        return inUse.stream().mapToLong(ByteBuffer::capacity).sum();
    }
}
