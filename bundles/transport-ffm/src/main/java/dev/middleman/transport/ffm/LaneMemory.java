package dev.middleman.transport.ffm;

import dev.middleman.api.memory.TableMemory;
import dev.middleman.api.transport.TransportException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Where a lane keeps what tells of a peer: message arrays, addresses, payload. Zeroed at the end, wherever it lies. Belongs to the
 * lane's thread.
 */
final class LaneMemory implements SegmentAllocator, AutoCloseable {
    /** What {@link TableMemory} aligns to. */
    private static final int MOST_ALIGNMENT = 64;

    private final TableMemory memory;
    private final Arena arena;
    private final List<ByteBuffer> taken = new ArrayList<>();
    private final List<MemorySegment> own = new ArrayList<>();

    /** @param memory {@code null} for ordinary memory of {@code arena} */
    LaneMemory(TableMemory memory, Arena arena) {
        this.memory = memory;
        this.arena = arena;
    }

    /** Makes the structures of a lane. @throws TransportException when there is not enough memory; the text says why */
    <T> T make(Function<SegmentAllocator, T> structure) throws TransportException {
        try {
            return structure.apply(this);
        } catch (IllegalStateException noMemory) {
            throw new TransportException(noMemory.getMessage(), noMemory);
        }
    }

    @Override
    public MemorySegment allocate(long bytes, long alignment) {
        if (alignment > MOST_ALIGNMENT) {
            throw new IllegalArgumentException("alignment " + alignment + " is not in 1.." + MOST_ALIGNMENT);
        }
        if (memory == null) {
            MemorySegment segment = arena.allocate(bytes, alignment);
            own.add(segment);
            return segment;
        }
        ByteBuffer buffer = memory.allocate(Math.toIntExact(bytes));
        taken.add(buffer);
        return MemorySegment.ofBuffer(buffer);
    }

    @Override
    public void close() {
        own.forEach(segment -> segment.fill((byte) 0));
        taken.forEach(memory::release);
    }
}
