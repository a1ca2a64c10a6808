package dev.middleman.transport.ffm;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/**
 * The message array of recvmmsg: {@value #SLOTS} slots with a payload buffer each that no UDP datagram or GRO train can
 * overflow. Belongs to the lane's thread.
 */
final class Inbound {
    /** The more at once, the more of one flow's datagrams that arrive mixed with others can leave together; 2 MiB in all. */
    static final int SLOTS = 32;

    /** 192 bytes over 64 KiB, so that the buffers do not all begin in the same cache set. */
    private static final long PAYLOAD = 65_536 + 192;

    private final MemorySegment headers;
    private final MemorySegment names;
    private final MemorySegment controls;
    private final MemorySegment payloads;

    Inbound(SegmentAllocator memory) {
        headers = memory.allocate((long) SLOTS * Layout.MMSGHDR, 64);
        names = memory.allocate((long) SLOTS * Layout.SOCKADDR_SLOT, 64);
        controls = memory.allocate((long) SLOTS * Layout.CONTROL_SLOT, 64);
        payloads = memory.allocate(SLOTS * PAYLOAD, 64);
        MemorySegment vectors = memory.allocate((long) SLOTS * Layout.IOVEC, 64);
        for (int slot = 0; slot < SLOTS; slot++) {
            long vector = (long) slot * Layout.IOVEC;
            vectors.set(JAVA_LONG, vector + Layout.IOV_BASE, payloads.address() + slot * PAYLOAD);
            vectors.set(JAVA_LONG, vector + Layout.IOV_LEN, 65_536);
            long header = header(slot);
            headers.set(JAVA_LONG, header + Layout.MSG_NAME, names.address() + name(slot));
            headers.set(JAVA_LONG, header + Layout.MSG_IOV, vectors.address() + vector);
            headers.set(JAVA_LONG, header + Layout.MSG_IOVLEN, 1);
            headers.set(JAVA_LONG, header + Layout.MSG_CONTROL, controls.address() + control(slot));
            rearm(slot);
        }
    }

    /** Reads what waits at a socket, up to {@value #SLOTS} messages; a negative result is {@code -errno}. */
    int receive(MemorySegment errno, int fd) {
        return Libc.recvmmsg(errno, fd, headers.address(), SLOTS);
    }

    /** Forgets the sources of the first slots and makes them ready for the next read. */
    void rearm(int from, int to) {
        for (int slot = from; slot < to; slot++) {
            rearm(slot);
        }
    }

    private void rearm(int slot) {
        long header = header(slot);
        headers.set(JAVA_INT, header + Layout.MSG_NAMELEN, Layout.SOCKADDR_SLOT);
        headers.set(JAVA_LONG, header + Layout.MSG_CONTROLLEN, Layout.CONTROL_SLOT);
        long name = name(slot);
        names.set(JAVA_LONG, name, 0);
        names.set(JAVA_LONG, name + 8, 0);
        names.set(JAVA_LONG, name + 16, 0);
        names.set(JAVA_LONG, name + 24, 0);
    }

    int length(int slot) {
        return headers.get(JAVA_INT, header(slot) + Layout.MSG_LEN);
    }

    /** Whether the kernel had more than fits into a slot, which no datagram has: what is left of it is not one. */
    boolean truncated(int slot) {
        return (headers.get(JAVA_INT, header(slot) + Layout.MSG_FLAGS) & Layout.MSG_TRUNC) != 0;
    }

    /** The bytes of one segment of a train; 0 when the slot holds a single datagram. */
    int segmentBytes(int slot) {
        if (headers.get(JAVA_LONG, header(slot) + Layout.MSG_CONTROLLEN) < Layout.CMSG_SPACE_OF_INT) {
            return 0;
        }
        long control = control(slot);
        boolean gro = controls.get(JAVA_INT, control + Layout.CMSG_LEVEL) == Layout.SOL_UDP
                && controls.get(JAVA_INT, control + Layout.CMSG_TYPE) == Layout.UDP_GRO;
        return gro ? controls.get(JAVA_INT, control + Layout.CMSG_DATA) : 0;
    }

    MemorySegment names() {
        return names;
    }

    long name(int slot) {
        return (long) slot * Layout.SOCKADDR_SLOT;
    }

    MemorySegment payloads() {
        return payloads;
    }

    long payload(int slot) {
        return slot * PAYLOAD;
    }

    private static long header(int slot) {
        return (long) slot * Layout.MMSGHDR;
    }

    private static long control(int slot) {
        return (long) slot * Layout.CONTROL_SLOT;
    }
}
