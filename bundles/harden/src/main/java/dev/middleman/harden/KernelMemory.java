package dev.middleman.harden;

import dev.middleman.api.memory.TableMemory;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Memory of the first kind in a list that the kernel gives. Thread-safe. What is not released stays mapped when the bundle stops:
 * its user may still be at work in it.
 */
public final class KernelMemory implements TableMemory {
    private final List<Kind> kinds;
    private final Map<Long, Area> areas = new ConcurrentHashMap<>();

    /** @param kinds the best first; with one alone it is that kind or none */
    KernelMemory(List<Kind> kinds) {
        this.kinds = List.copyOf(kinds);
    }

    /**
     * For programs without a container, such as benchmarks.
     *
     * @param kind one of {@link TableMemory#SECRET}, {@link TableMemory#LOCKED}, {@link TableMemory#BEST}
     * @throws IllegalArgumentException for another kind
     */
    public static TableMemory of(String kind) {
        return switch (kind) {
            case SECRET -> new KernelMemory(List.of(Kind.SECRET));
            case LOCKED -> new KernelMemory(List.of(Kind.LOCKED));
            case BEST -> new KernelMemory(List.of(Kind.values()));
            default ->
                throw new IllegalArgumentException(
                        "memory \"" + kind + "\" is not one of " + List.of(SECRET, LOCKED, BEST));
        };
    }

    /** The worst kind that is in use; what would be tried first while none is. */
    @Override
    public String name() {
        return worst().text();
    }

    Kind worst() {
        return areas.values().stream().map(Area::kind).max(Kind::compareTo).orElse(kinds.get(0));
    }

    int count() {
        return areas.size();
    }

    long bytes() {
        return areas.values().stream().mapToLong(Area::bytes).sum();
    }

    @Override
    public ByteBuffer allocate(int bytes) {
        if (bytes < 1 || bytes > MAX_BYTES) {
            throw new IllegalArgumentException(bytes + " bytes are not in 1.." + MAX_BYTES);
        }
        Area area = map(bytes);
        areas.put(area.address(), area);
        return area.buffer();
    }

    /** @throws IllegalStateException with the reason why there is none of the first kind */
    private Area map(int bytes) {
        IllegalStateException none = null;
        for (Kind kind : kinds) {
            try {
                return Mapper.map(kind, bytes);
            } catch (Refused refused) {
                none = none == null ? new IllegalStateException(refused.getMessage()) : none;
            }
        }
        throw none;
    }

    /** @throws IllegalArgumentException for a buffer that is not in use here, such as one that was released before */
    @Override
    public void release(ByteBuffer buffer) {
        Area area = areas.remove(MemorySegment.ofBuffer(buffer).address());
        if (area == null) {
            throw new IllegalArgumentException("this buffer is not one that is in use");
        }
        area.release();
    }
}
