package dev.middleman.api.memory;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Gives memory for what must be wiped for certain: the engine's tables, a transport's buffers. The engine offers ordinary direct
 * buffers with the lowest ranking, so there always is one. Thread-safe; the buffers are not.
 */
@ConsumerType
public interface TableMemory {

    /**
     * Service property: what every buffer of this service is certain to be, such as {@link #SECRET}. Whoever must not start on
     * less asks for it in the target of his reference: {@code (middleman.memory=secret)}.
     */
    String KIND = "middleman.memory";

    /** A {@link #KIND}: not even root reads it through the kernel; never in swap, never in a core file. */
    String SECRET = "secret";

    /** A {@link #KIND}: never in swap, never in a core file. */
    String LOCKED = "locked";

    /** A {@link #KIND}: the best that can be had at the moment of each allocation. */
    String BEST = "best";

    /** A {@link #KIND}: ordinary memory outside the heap. */
    String DIRECT = "direct";

    /** The most bytes of one allocation: 1 GiB. */
    int MAX_BYTES = 1 << 30;

    /** A short name for consoles, such as {@code direct}. */
    String name();

    /**
     * Zeroed memory in native byte order, aligned to 64 bytes.
     *
     * @param bytes 1 to {@link #MAX_BYTES}
     * @throws IllegalArgumentException when {@code bytes} is out of range
     * @throws IllegalStateException when there is no such memory left for the process; the text says what limits it
     */
    ByteBuffer allocate(int bytes);

    /**
     * Zeroes the memory and gives it back. The buffer must not be used afterwards.
     *
     * @param buffer exactly what {@link #allocate} returned
     */
    void release(ByteBuffer buffer);
}
