package dev.middleman.transport.ffm;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** What a lane's thread waits for: its wake-up and, while it receives, its sockets, each known by an index. Belongs to that thread. */
final class EpollSet {
    static final int EVENTS = 64;

    /** The index of the wake-up. */
    static final int WAKE_UP = -1;

    private final MemorySegment errno;
    private final MemorySegment events;
    private final MemorySegment added;
    private int epoll = -1;

    EpollSet(Arena arena, MemorySegment errno) {
        this.errno = errno;
        events = arena.allocate((long) EVENTS * Layout.EPOLL_EVENT, 8);
        added = arena.allocate(Layout.EPOLL_EVENT, 8);
    }

    /**
     * Forgets whatever it watched, and watches this. With a new set, as an old one is given up at once: to take a thousand sockets out of
     * it takes longer.
     *
     * @throws IllegalStateException when the kernel refuses
     */
    void watchOnly(Wakeup wakeup) {
        close();
        epoll = checked("epoll_create1", Libc.epollCreate(errno));
        add(wakeup.descriptor(), WAKE_UP);
    }

    /** @throws IllegalStateException when the kernel refuses */
    void add(int descriptor, int index) {
        added.set(JAVA_INT, 0, Layout.EPOLLIN);
        added.set(JAVA_INT_UNALIGNED, Layout.EPOLL_DATA, index);
        checked("epoll_ctl", Libc.epollAdd(errno, epoll, descriptor, added));
    }

    /**
     * Waits until something can be read.
     *
     * @param timeoutMs for so long at the most; 0: not at all, -1: for ever
     * @return how many of those it watches can be, at most {@value #EVENTS}; {@link #ready} tells which
     */
    int await(int timeoutMs) {
        int ready = Libc.epollWait(errno, epoll, events.address(), EVENTS, timeoutMs);
        return ready == -Layout.EINTR ? 0 : checked("epoll_wait", ready);
    }

    /** The index of one that can be read. */
    int ready(int event) {
        return events.get(JAVA_INT_UNALIGNED, (long) event * Layout.EPOLL_EVENT + Layout.EPOLL_DATA);
    }

    void close() {
        if (epoll >= 0) {
            Libc.close(errno, epoll);
        }
        epoll = -1;
    }

    private static int checked(String call, int result) {
        if (result < 0) {
            throw new IllegalStateException(call + ": " + Failure.text(-result));
        }
        return result;
    }
}
