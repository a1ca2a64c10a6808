package dev.middleman.transport.ffm;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The system calls that a lane makes. Pointers are passed as plain numbers and results come back as the kernel gives
 * them to libc's caller, with a failure turned into {@code -errno}: no call allocates.
 *
 * <p>Thread-safe; each thread brings its own place for errno ({@link #newErrno}).
 */
final class Libc {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle SOCKET = call("socket", true, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle BIND = call("bind", true, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle GETSOCKNAME = call("getsockname", true, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle SETSOCKOPT =
            call("setsockopt", true, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle GETSOCKOPT =
            call("getsockopt", true, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle GETRLIMIT = call("getrlimit", true, JAVA_INT, JAVA_LONG);
    private static final MethodHandle CLOSE = call("close", true, JAVA_INT);
    private static final MethodHandle EPOLL_CREATE1 = call("epoll_create1", true, JAVA_INT);
    private static final MethodHandle EPOLL_CTL = call("epoll_ctl", true, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle EPOLL_WAIT = call("epoll_wait", true, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
    private static final MethodHandle EVENTFD = call("eventfd", true, JAVA_INT, JAVA_INT);
    private static final MethodHandle TIMERFD_CREATE = call("timerfd_create", true, JAVA_INT, JAVA_INT);
    private static final MethodHandle TIMERFD_SETTIME =
            call("timerfd_settime", true, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle READ = call("read", false, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle WRITE = call("write", false, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle RECVMMSG =
            call("recvmmsg", true, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle SENDMMSG = call("sendmmsg", true, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);

    private Libc() {}

    /**
     * Does nothing but bind all calls, once.
     *
     * @throws LinkageError when one is missing; its cause is an IllegalCallerException where native access is refused
     */
    static void load() {}

    /** Where calls of one thread leave errno. */
    static MemorySegment newErrno(Arena arena) {
        return arena.allocate(STATE);
    }

    static int socket(MemorySegment errno, int family, int type) {
        try {
            return result((int) SOCKET.invokeExact(errno, family, type, 0), errno);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static int bind(MemorySegment errno, int fd, MemorySegment address, int length) {
        try {
            return result((int) BIND.invokeExact(errno, fd, address.address(), length), errno);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static int getsockname(MemorySegment errno, int fd, MemorySegment address, MemorySegment length) {
        try {
            return result((int) GETSOCKNAME.invokeExact(errno, fd, address.address(), length.address()), errno);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /** @param bytes of {@code value} that are the option's value */
    static int setsockopt(MemorySegment errno, int fd, int level, int option, MemorySegment value, int bytes) {
        try {
            return result((int) SETSOCKOPT.invokeExact(errno, fd, level, option, value.address(), bytes), errno);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static int getsockopt(MemorySegment errno, int fd, int level, int option, MemorySegment value, MemorySegment len) {
        try {
            return result(
                    (int) GETSOCKOPT.invokeExact(errno, fd, level, option, value.address(), len.address()), errno);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /** Writes how many files the process may open, soft limit first, into 16 bytes. */
    static int openFilesLimit(MemorySegment errno, MemorySegment into) {
        try {
            return result((int) GETRLIMIT.invokeExact(errno, Layout.RLIMIT_NOFILE, into.address()), errno);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static int close(MemorySegment errno, int fd) {
        try {
            return result((int) CLOSE.invokeExact(errno, fd), errno);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static int epollCreate(MemorySegment errno) {
        try {
            return result((int) EPOLL_CREATE1.invokeExact(errno, Layout.SOCK_CLOEXEC), errno);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static int epollAdd(MemorySegment errno, int epoll, int fd, MemorySegment event) {
        try {
            return result((int) EPOLL_CTL.invokeExact(errno, epoll, Layout.EPOLL_CTL_ADD, fd, event.address()), errno);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /** @param timeoutMs -1 waits for ever, 0 does not wait */
    static int epollWait(MemorySegment errno, int epoll, long events, int most, int timeoutMs) {
        try {
            return result((int) EPOLL_WAIT.invokeExact(errno, epoll, events, most, timeoutMs), errno);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static int eventfd(MemorySegment errno) {
        try {
            return result((int) EVENTFD.invokeExact(errno, 0, Layout.SOCK_CLOEXEC | Layout.SOCK_NONBLOCK), errno);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static int timerCreate(MemorySegment errno) {
        try {
            return result(
                    (int) TIMERFD_CREATE.invokeExact(
                            errno, Layout.CLOCK_MONOTONIC, Layout.SOCK_CLOEXEC | Layout.SOCK_NONBLOCK),
                    errno);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /** @param interval a struct itimerspec; all zero stops the timer */
    static int timerSet(MemorySegment errno, int fd, MemorySegment interval) {
        try {
            return result((int) TIMERFD_SETTIME.invokeExact(errno, fd, 0, interval.address(), 0L), errno);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static void read8(int fd, MemorySegment into) {
        try {
            long ignored = (long) READ.invokeExact(fd, into.address(), 8L);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static void write8(int fd, MemorySegment from) {
        try {
            long ignored = (long) WRITE.invokeExact(fd, from.address(), 8L);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static int recvmmsg(MemorySegment errno, int fd, long messages, int count) {
        try {
            return result((int) RECVMMSG.invokeExact(errno, fd, messages, count, Layout.MSG_DONTWAIT, 0L), errno);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    static int sendmmsg(MemorySegment errno, int fd, long messages, int count) {
        try {
            return result((int) SENDMMSG.invokeExact(errno, fd, messages, count, Layout.MSG_DONTWAIT), errno);
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    private static int result(int returned, MemorySegment errno) {
        return returned >= 0 ? returned : -(int) ERRNO.get(errno, 0L);
    }

    private static AssertionError broken(Throwable e) {
        return new AssertionError("a native call could not be made", e);
    }

    // Binding to the C library is what this class is for; the launcher grants native access.
    @SuppressWarnings("restricted")
    private static MethodHandle call(String name, boolean returnsInt, MemoryLayout... arguments) {
        MemorySegment symbol = LINKER.defaultLookup()
                .find(name)
                .orElseThrow(() -> new UnsatisfiedLinkError("the C library has no " + name));
        if (returnsInt) {
            return LINKER.downcallHandle(
                    symbol, FunctionDescriptor.of(JAVA_INT, arguments), Linker.Option.captureCallState("errno"));
        }
        return LINKER.downcallHandle(symbol, FunctionDescriptor.of(JAVA_LONG, arguments));
    }
}
