package dev.middleman.transport.ffm;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;

/** The real one, but it refuses what it is told to. */
final class RefusingKernel implements Kernel {
    /** What a kernel without the option answers. */
    private static final int ENOPROTOOPT = 92;

    final AtomicInteger refusedTrains = new AtomicInteger();

    /** The errno for every train; 0 when they are taken. */
    volatile int trainError;

    /** The errno for every datagram that is sent alone; 0 when they are taken. */
    volatile int singleError;

    private final int refusedLevel;
    private final int refusedOption;

    /** Knows every option. */
    RefusingKernel() {
        this(-1, -1);
    }

    /** Does not know this one. */
    RefusingKernel(int level, int option) {
        refusedLevel = level;
        refusedOption = option;
    }

    @Override
    public int sendmmsg(MemorySegment errno, int fd, long messages, int count) {
        int error = error(messages);
        if (error != 0) {
            refusedTrains.addAndGet(isTrain(messages) ? 1 : 0);
            return -error;
        }
        int taken = 1;
        while (taken < count && error(messages + (long) taken * Layout.MMSGHDR) == 0) {
            taken++;
        }
        return Libc.sendmmsg(errno, fd, messages, taken);
    }

    private int error(long message) {
        return isTrain(message) ? trainError : singleError;
    }

    // The lane hands over addresses, as to the C library.
    @SuppressWarnings("restricted")
    private static boolean isTrain(long message) {
        return MemorySegment.ofAddress(message).reinterpret(Layout.MMSGHDR).get(JAVA_LONG, Layout.MSG_CONTROLLEN) > 0;
    }

    @Override
    public int setsockopt(MemorySegment errno, int fd, int level, int option, MemorySegment value) {
        boolean refused = level == refusedLevel && option == refusedOption;
        return refused ? -ENOPROTOOPT : Kernel.REAL.setsockopt(errno, fd, level, option, value);
    }
}
