package dev.middleman.transport.ffm;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;

/**
 * Wakes a lane's thread at a steady pace, whatever comes: by a timer of the kernel, since a transport reads no clock. It waits in
 * an epoll set of its own, so that no datagram wakes it. Used on the lane's thread; takes two open files from its first use on.
 */
final class Pace {
    private static final int NONE = -1;
    private static final int BEAT = 0;
    private static final int CALL = 1;
    private static final int EVENTS = 2;

    private final MemorySegment errno;
    private final Wakeup wakeup;
    private final MemorySegment events;
    private final MemorySegment interval;
    private int epoll = NONE;
    private int timer = NONE;
    private int setMs;
    private boolean refused;

    Pace(Arena arena, MemorySegment errno, Wakeup wakeup) {
        this.errno = errno;
        this.wakeup = wakeup;
        events = arena.allocate((long) EVENTS * Layout.EPOLL_EVENT, 8);
        interval = arena.allocate(Layout.ITIMERSPEC, 8);
    }

    /**
     * Keeps this pace from now on.
     *
     * @param everyMs 0 for none
     * @return whether it does; not so where the kernel gives no timer
     */
    boolean keep(int everyMs) {
        if (everyMs != setMs && !refused) {
            refused = !set(everyMs);
            setMs = everyMs;
        }
        return everyMs > 0 && !refused;
    }

    private boolean set(int everyMs) {
        if (timer == NONE && !open()) {
            return false;
        }
        long ns = TimeUnit.MILLISECONDS.toNanos(everyMs);
        interval.set(JAVA_LONG, Layout.INTERVAL_NS, ns);
        interval.set(JAVA_LONG, Layout.FIRST_NS, ns);
        return Libc.timerSet(errno, timer, interval) == 0;
    }

    private boolean open() {
        epoll = Libc.epollCreate(errno);
        timer = epoll < 0 ? NONE : Libc.timerCreate(errno);
        return timer >= 0 && watch(timer, BEAT) && watch(wakeup.descriptor(), CALL);
    }

    private boolean watch(int descriptor, int what) {
        events.set(JAVA_INT, 0, Layout.EPOLLIN);
        events.set(JAVA_INT_UNALIGNED, Layout.EPOLL_DATA, what);
        return Libc.epollAdd(errno, epoll, descriptor, events) == 0;
    }

    /** Waits for the next beat; answers false when somebody called before it came. */
    boolean await() {
        int ready = Libc.epollWait(errno, epoll, events.address(), EVENTS, -1);
        boolean beat = false;
        for (int e = 0; e < ready; e++) {
            beat |= events.get(JAVA_INT_UNALIGNED, (long) e * Layout.EPOLL_EVENT + Layout.EPOLL_DATA) == BEAT;
        }
        if (beat) {
            Libc.read8(timer, interval);
        }
        return beat;
    }

    void close() {
        if (timer >= 0) {
            Libc.close(errno, timer);
        }
        if (epoll >= 0) {
            Libc.close(errno, epoll);
        }
    }
}
