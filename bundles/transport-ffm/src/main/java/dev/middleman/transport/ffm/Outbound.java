package dev.middleman.transport.ffm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.middleman.api.transport.Burst;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/**
 * Sends what a burst marks, straight from the buffers that it was received into. A train leaves as one message
 * (UDP_SEGMENT), and so do datagrams of equal size for one destination, also when others came between them. Belongs to the
 * lane's thread.
 */
final class Outbound {
    private static final int MESSAGES = 64;

    /** UDP_MAX_SEGMENTS of kernels before 6.9, and what they take in one send. */
    private static final int JOINED_SEGMENTS = 64;

    private static final int JOINED_BYTES = 65_000;
    private static final int VECTORS = MESSAGES * JOINED_SEGMENTS;

    private final Kernel kernel;
    private final boolean segmentation;
    private final MemorySegment errno;
    private final MemorySegment headers;
    private final MemorySegment vectors;
    private final MemorySegment controls;
    private final MemorySegment single;
    private final MemorySegment knock;
    private final SendOrder order = new SendOrder();
    private final int[] segments = new int[MESSAGES];
    private int messages;
    private int usedVectors;
    private int failed;

    /** @param segmentation whether the kernel knows UDP_SEGMENT */
    Outbound(SegmentAllocator memory, MemorySegment errno, Kernel kernel, boolean segmentation) {
        this.kernel = kernel;
        this.errno = errno;
        this.segmentation = segmentation;
        headers = memory.allocate((long) MESSAGES * Layout.MMSGHDR, 64);
        vectors = memory.allocate((long) VECTORS * Layout.IOVEC, 64);
        controls = memory.allocate((long) MESSAGES * Layout.CONTROL_SLOT, 64);
        single = memory.allocate(Layout.MMSGHDR + Layout.IOVEC, 64);
        knock = memory.allocate(Layout.SOCKADDR_SLOT + 64, 64);
        single.set(JAVA_LONG, Layout.MSG_IOV, single.address() + Layout.MMSGHDR);
        single.set(JAVA_LONG, Layout.MSG_IOVLEN, 1);
        for (int m = 0; m < MESSAGES; m++) {
            long control = (long) m * Layout.CONTROL_SLOT;
            controls.set(JAVA_LONG, control + Layout.CMSG_LEN, Layout.CMSG_LEN_OF_U16);
            controls.set(JAVA_INT, control + Layout.CMSG_LEVEL, Layout.SOL_UDP);
            controls.set(JAVA_INT, control + Layout.CMSG_TYPE, Layout.UDP_SEGMENT);
        }
    }

    /** Sends every marked entry; tells how many datagrams no socket took. */
    int send(FfmBurst burst) {
        failed = burst.unroutable();
        order.arrange(burst);
        int socket = FfmBurst.DROP;
        int place = 0;
        while (place < order.size()) {
            int wanted = burst.descriptor(order.at(place));
            if (wanted != socket || messages == MESSAGES) {
                flush(socket);
                socket = wanted;
            }
            place = append(burst, place);
        }
        flush(socket);
        return failed;
    }

    /** Makes a message of the entry at {@code place} and of what can be joined to it; returns the place after them. */
    private int append(FfmBurst burst, int place) {
        int i = order.at(place);
        long header = (long) messages * Layout.MMSGHDR;
        int firstVector = usedVectors;
        int segment = burst.segmentBytes(i);
        int bytes = burst.length(i);
        int count = burst.segments(i);
        addVector(burst, i);
        int next = place + 1;
        while (next < order.size() && order.sameFlow(place, next) && joins(burst, i, order.at(next), bytes, count)) {
            int joined = order.at(next);
            addVector(burst, joined);
            bytes += burst.length(joined);
            count += burst.segments(joined);
            next++;
        }
        segments[messages] = count;
        headers.set(JAVA_LONG, header + Layout.MSG_NAME, burst.destinations().address() + burst.destination(i));
        headers.set(JAVA_INT, header + Layout.MSG_NAMELEN, Sockaddr.length(burst.destinations(), burst.destination(i)));
        headers.set(JAVA_LONG, header + Layout.MSG_IOV, vectors.address() + (long) firstVector * Layout.IOVEC);
        headers.set(JAVA_LONG, header + Layout.MSG_IOVLEN, usedVectors - firstVector);
        setSegment(header, (long) messages * Layout.CONTROL_SLOT, count > 1 ? segment : 0);
        messages++;
        return next;
    }

    private void setSegment(long header, long control, int segment) {
        controls.set(JAVA_SHORT, control + Layout.CMSG_DATA, (short) segment);
        headers.set(JAVA_LONG, header + Layout.MSG_CONTROL, segment == 0 ? 0 : controls.address() + control);
        headers.set(JAVA_LONG, header + Layout.MSG_CONTROLLEN, segment == 0 ? 0 : Layout.CMSG_SPACE_OF_INT);
    }

    /** Whether an entry fits to the message that {@code first} began, of the same flow. */
    private boolean joins(FfmBurst burst, int first, int next, int bytes, int count) {
        int segment = burst.segmentBytes(first);
        boolean room = count + burst.segments(next) <= JOINED_SEGMENTS && bytes + burst.length(next) <= JOINED_BYTES;
        boolean fits = burst.segmentBytes(next) == segment
                || burst.length(next) > 0 && burst.length(next) < segment && burst.segments(next) == 1;
        return segmentation && segment > 0 && bytes % segment == 0 && room && fits;
    }

    private void addVector(FfmBurst burst, int i) {
        long vector = (long) usedVectors * Layout.IOVEC;
        vectors.set(JAVA_LONG, vector + Layout.IOV_BASE, burst.address(i));
        vectors.set(JAVA_LONG, vector + Layout.IOV_LEN, burst.length(i));
        usedVectors++;
    }

    private void flush(int socket) {
        int sent = 0;
        while (sent < messages) {
            int result = needsSplitting(sent)
                    ? -Layout.EINVAL
                    : kernel.sendmmsg(
                            errno, socket, headers.address() + (long) sent * Layout.MMSGHDR, untilSplitting(sent));
            if (result > 0) {
                sent += result;
            } else if (result != -Layout.EINTR) {
                refused(socket, sent, result);
                sent++;
            }
        }
        messages = 0;
        usedVectors = 0;
    }

    private boolean needsSplitting(int message) {
        return !segmentation && segments[message] > 1;
    }

    private int untilSplitting(int from) {
        int to = from + 1;
        while (to < messages && !needsSplitting(to)) {
            to++;
        }
        return to - from;
    }

    /** The kernel did not take a message: a train may be too large for the way out, its datagrams not. */
    private void refused(int socket, int message, int result) {
        boolean tooLong = result == -Layout.EINVAL || result == -Layout.EIO || result == -Layout.EMSGSIZE;
        if (segments[message] > 1 && tooLong) {
            sendSingly(socket, message);
        } else {
            failed += segments[message];
        }
    }

    private void sendSingly(int socket, int message) {
        long header = (long) message * Layout.MMSGHDR;
        single.set(JAVA_LONG, Layout.MSG_NAME, headers.get(JAVA_LONG, header + Layout.MSG_NAME));
        single.set(JAVA_INT, Layout.MSG_NAMELEN, headers.get(JAVA_INT, header + Layout.MSG_NAMELEN));
        int segment = controls.get(JAVA_SHORT, (long) message * Layout.CONTROL_SLOT + Layout.CMSG_DATA) & 0xffff;
        long first = headers.get(JAVA_LONG, header + Layout.MSG_IOV) - vectors.address();
        long end = first + headers.get(JAVA_LONG, header + Layout.MSG_IOVLEN) * Layout.IOVEC;
        for (long vector = first; vector < end; vector += Layout.IOVEC) {
            long base = vectors.get(JAVA_LONG, vector + Layout.IOV_BASE);
            long length = vectors.get(JAVA_LONG, vector + Layout.IOV_LEN);
            for (long offset = 0; offset < length; offset += segment) {
                failed += sendSingle(socket, base + offset, Math.min(segment, length - offset)) ? 0 : 1;
            }
        }
    }

    private boolean sendSingle(int socket, long address, long length) {
        single.set(JAVA_LONG, Layout.MMSGHDR + Layout.IOV_BASE, address);
        single.set(JAVA_LONG, Layout.MMSGHDR + Layout.IOV_LEN, length);
        int result;
        do {
            result = kernel.sendmmsg(errno, socket, single.address(), 1);
        } while (result == -Layout.EINTR);
        return result == 1;
    }

    /** Sends a control frame through the lane's socket for the destination's family. */
    boolean sendKnock(LaneSockets sockets, int localPort, long high, long low, int port, byte[] frame) {
        Sockaddr.put(knock, 0, high, low, port);
        int socket = sockets.descriptor(localPort, Sockaddr.isIp6(knock, 0));
        if (socket < 0 || port == 0) {
            return false;
        }
        MemorySegment.copy(frame, 0, knock, JAVA_BYTE, Layout.SOCKADDR_SLOT, Burst.KNOCK_BYTES);
        single.set(JAVA_LONG, Layout.MSG_NAME, knock.address());
        single.set(JAVA_INT, Layout.MSG_NAMELEN, Sockaddr.length(knock, 0));
        boolean sent = sendSingle(socket, knock.address() + Layout.SOCKADDR_SLOT, Burst.KNOCK_BYTES);
        knock.fill((byte) 0);
        return sent;
    }
}
