package dev.middleman.transport.ffm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Wakes a thread out of epoll_wait, through an eventfd. {@link #wake} may be called from any thread, the rest from the
 * lane's.
 */
final class Wakeup {
    private final int descriptor;
    private final MemorySegment one;
    private final AtomicBoolean due = new AtomicBoolean();
    private boolean closed;

    Wakeup(MemorySegment errno) {
        descriptor = Libc.eventfd(errno);
        if (descriptor < 0) {
            throw new IllegalStateException("eventfd: " + Failure.text(-descriptor));
        }
        one = Arena.ofAuto().allocate(8, 8);
        one.set(ValueLayout.JAVA_LONG, 0, 1);
    }

    int descriptor() {
        return descriptor;
    }

    void wake() {
        if (due.compareAndSet(false, true)) {
            write();
        }
    }

    /** Under a lock with {@link #close}, or the number could be somebody else's file by now. */
    private synchronized void write() {
        if (!closed) {
            Libc.write8(descriptor, one);
        }
    }

    /** Takes note of the wake-up; what is queued after this wakes again. */
    void clear(MemorySegment scratch) {
        Libc.read8(descriptor, scratch);
        due.set(false);
    }

    synchronized void close(MemorySegment errno) {
        closed = true;
        Libc.close(errno, descriptor);
    }
}
