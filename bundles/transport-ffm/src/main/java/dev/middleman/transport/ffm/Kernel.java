package dev.middleman.transport.ffm;

import java.lang.foreign.MemorySegment;

/**
 * The calls that a kernel may refuse for reasons of its own: a missing feature, a train that some device does not take. A
 * test answers in its place; otherwise there is one implementation, so the JIT compiler sees through it.
 */
interface Kernel {
    Kernel REAL = new Kernel() {
        @Override
        public int sendmmsg(MemorySegment errno, int fd, long messages, int count) {
            return Libc.sendmmsg(errno, fd, messages, count);
        }

        @Override
        public int setsockopt(MemorySegment errno, int fd, int level, int option, MemorySegment value) {
            return Libc.setsockopt(errno, fd, level, option, value, Integer.BYTES);
        }
    };

    /** Sends; tells how many messages were taken, or {@code -errno} when the first one was not. */
    int sendmmsg(MemorySegment errno, int fd, long messages, int count);

    /** Sets an option whose value is an int; tells 0 or {@code -errno}. */
    int setsockopt(MemorySegment errno, int fd, int level, int option, MemorySegment value);
}
