package dev.middleman.api.memory;

import java.nio.ByteBuffer;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Gives the engine the memory that its tables live in. Without such a service the engine takes ordinary direct buffers.
 * Thread-safe; the buffers are not.
 */
@ConsumerType
public interface TableMemory {

    /** The most bytes of one allocation: 1 GiB. */
    int MAX_BYTES = 1 << 30;

    /** A short name for consoles, such as {@code direct}. */
    String name();

    /**
     * Zeroed memory in native byte order, aligned to 64 bytes.
     *
     * @param bytes 1 to {@link #MAX_BYTES}
     * @throws IllegalArgumentException when {@code bytes} is out of range
     */
    ByteBuffer allocate(int bytes);

    /**
     * Zeroes the memory and gives it back. The buffer must not be used afterwards.
     *
     * @param buffer exactly what {@link #allocate} returned
     */
    void release(ByteBuffer buffer);
}
