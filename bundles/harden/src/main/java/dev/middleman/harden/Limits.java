package dev.middleman.harden;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Resource limits of the process (getrlimit(2)). Stateless. */
final class Limits {
    /** How the kernel says that there is no limit. */
    static final long INFINITE = -1;

    private static final int RLIMIT = 16;

    private Limits() {}

    /** @return the soft limit in the resource's unit, or {@link #INFINITE} */
    static long soft(int resource) {
        return read(resource, 0);
    }

    /** @return the limit up to which the soft one may be raised, or {@link #INFINITE} */
    static long hard(int resource) {
        return read(resource, Long.BYTES);
    }

    private static long read(int resource, long at) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment limit = arena.allocate(RLIMIT, Long.BYTES);
            int result = Libc.getrlimit(resource, limit);
            if (result < 0) {
                throw new IllegalStateException("getrlimit: error " + -result);
            }
            return limit.get(JAVA_LONG, at);
        }
    }

    /** Lowers both limits to one value. @return 0 or {@code -errno} */
    static int lower(int resource, long value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment limit = arena.allocate(RLIMIT, Long.BYTES);
            limit.set(JAVA_LONG, 0, value);
            limit.set(JAVA_LONG, Long.BYTES, value);
            return Libc.setrlimit(resource, limit);
        }
    }
}
