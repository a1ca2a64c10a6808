package dev.middleman.harden;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * One mapping of the process, from {@link Mapper}. Its buffer is of no use any more once it is released: an access throws,
 * and does not crash the process.
 */
final class Area {
    private final Kind kind;
    private final long address;
    private final long mapped;
    private final Arena lifetime = Arena.ofShared();
    private final MemorySegment memory;

    /** @param bytes that are used of those that are mapped */
    // The memory is the mapping's, and is given back only after the lifetime has ended.
    @SuppressWarnings("restricted")
    Area(Kind kind, long address, long mapped, long bytes) {
        this.kind = kind;
        this.address = address;
        this.mapped = mapped;
        this.memory = MemorySegment.ofAddress(address).reinterpret(bytes, lifetime, null);
    }

    Kind kind() {
        return kind;
    }

    long address() {
        return address;
    }

    long bytes() {
        return memory.byteSize();
    }

    /** Writes every page, so that the kernel takes them now or never. */
    void zero() {
        memory.fill((byte) 0);
    }

    ByteBuffer buffer() {
        return memory.asByteBuffer().order(ByteOrder.nativeOrder());
    }

    /** Zeroes it and gives it back. */
    void release() {
        zero();
        unmap();
    }

    void unmap() {
        lifetime.close();
        Libc.munmap(address, mapped);
    }
}
