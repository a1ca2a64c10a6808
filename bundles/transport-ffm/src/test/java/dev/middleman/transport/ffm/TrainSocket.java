package dev.middleman.transport.ffm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.middleman.api.net.Endpoint;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** A party that can send a train in one go and see whether one arrives as one. For one thread. */
final class TrainSocket implements AutoCloseable {
    static final Endpoint LOOPBACK4 = Endpoint.ofIp4(0x7f00_0001, 0);
    static final Endpoint LOOPBACK6 = new Endpoint(0, 1, 0);

    private static final ValueLayout.OfLong BIG_ENDIAN = JAVA_LONG.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int BUFFER_BYTES = 4 << 20;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment errno = Libc.newErrno(arena);
    private final MemorySegment option = arena.allocate(8, 8);
    private final MemorySegment optionLength = arena.allocate(8, 8);
    private final MemorySegment name = arena.allocate(Layout.SOCKADDR_SLOT, 8);
    private final MemorySegment message = arena.allocate(Layout.MMSGHDR + Layout.IOVEC + Layout.CONTROL_SLOT, 8);
    private final MemorySegment payload = arena.allocate(65_536, 8);
    private final Endpoint address;
    private final int socket;

    /** On IPv4's loopback. */
    TrainSocket(boolean receivesTrains) {
        this(LOOPBACK4, receivesTrains);
    }

    /**
     * @param address a local one; the port is the system's choice
     * @param receivesTrains whether arriving trains are handed over as one (UDP_GRO)
     */
    TrainSocket(Endpoint address, boolean receivesTrains) {
        this.address = address;
        int family = address.isIp4() ? Layout.AF_INET : Layout.AF_INET6;
        socket = Libc.socket(errno, family, Layout.SOCK_DGRAM | Layout.SOCK_CLOEXEC | Layout.SOCK_NONBLOCK);
        option.set(JAVA_INT, 0, receivesTrains ? 1 : 0);
        require(Libc.setsockopt(errno, socket, Layout.SOL_UDP, Layout.UDP_GRO, option, Integer.BYTES));
        // As much as the system grants.
        option.set(JAVA_INT, 0, BUFFER_BYTES);
        Libc.setsockopt(errno, socket, Layout.SOL_SOCKET, Layout.SO_RCVBUF, option, Integer.BYTES);
        Sockaddr.put(name, 0, address.high(), address.low(), 0);
        require(Libc.bind(errno, socket, name, Sockaddr.length(name, 0)));
    }

    Endpoint local() {
        optionLength.set(JAVA_INT, 0, Layout.SOCKADDR_SLOT);
        require(Libc.getsockname(errno, socket, name, optionLength));
        return address.withPort(Sockaddr.port(name, 0));
    }

    /** Sends {@code bytes} as datagrams of {@code segment} bytes, in one call. */
    void sendTrain(Endpoint to, byte[] bytes, int segment) {
        require(trySend(to, bytes, segment));
    }

    void send(Endpoint to, byte[] bytes) {
        require(trySend(to, bytes, 0));
    }

    /** @return -errno where the system refuses */
    int trySend(Endpoint to, byte[] bytes, int segment) {
        MemorySegment.copy(bytes, 0, payload, JAVA_BYTE, 0, bytes.length);
        Sockaddr.put(name, 0, to.high(), to.low(), to.port());
        prepare(bytes.length);
        message.set(JAVA_INT, Layout.MSG_NAMELEN, Sockaddr.length(name, 0));
        long control = Layout.MMSGHDR + Layout.IOVEC;
        message.set(JAVA_LONG, control + Layout.CMSG_LEN, Layout.CMSG_LEN_OF_U16);
        message.set(JAVA_INT, control + Layout.CMSG_LEVEL, Layout.SOL_UDP);
        message.set(JAVA_INT, control + Layout.CMSG_TYPE, Layout.UDP_SEGMENT);
        message.set(JAVA_SHORT, control + Layout.CMSG_DATA, (short) segment);
        message.set(JAVA_LONG, Layout.MSG_CONTROLLEN, segment == 0 ? 0 : Layout.CMSG_SPACE_OF_INT);
        return Libc.sendmmsg(errno, socket, message.address(), 1);
    }

    /** What came in one read. */
    record Arrival(byte[] bytes, int segment) {}

    /** Waits for the next read to bring something, 10 s at the most. */
    Arrival receive() {
        long deadlineNs = System.nanoTime() + 10_000_000_000L;
        while (System.nanoTime() < deadlineNs) {
            int length = poll();
            if (length >= 0) {
                return new Arrival(payload.asSlice(0, length).toArray(JAVA_BYTE), segment(length));
            }
            Thread.onSpinWait();
        }
        throw new AssertionError("nothing came within 10 s");
    }

    /** The datagrams of the next read; 0 when there was nothing to read. Allocates nothing. */
    int receiveAndCount() {
        int length = poll();
        int segment = length < 0 ? 0 : segment(length);
        return length < 0 ? 0 : length <= segment ? 1 : (length + segment - 1) / segment;
    }

    /** The first eight bytes of the next datagram, big-endian; 0 when there was nothing to read. */
    long receiveNumber() {
        return poll() < Long.BYTES ? 0 : payload.get(BIG_ENDIAN, 0);
    }

    /** The length of what one read brings, or -1. */
    private int poll() {
        prepare(65_536);
        return Libc.recvmmsg(errno, socket, message.address(), 1) == 1 ? message.get(JAVA_INT, Layout.MSG_LEN) : -1;
    }

    private int segment(int length) {
        boolean train = message.get(JAVA_LONG, Layout.MSG_CONTROLLEN) >= Layout.CMSG_SPACE_OF_INT;
        return train ? message.get(JAVA_INT, Layout.MMSGHDR + Layout.IOVEC + Layout.CMSG_DATA) : length;
    }

    private void prepare(int length) {
        long vector = Layout.MMSGHDR;
        message.set(JAVA_LONG, vector + Layout.IOV_BASE, payload.address());
        message.set(JAVA_LONG, vector + Layout.IOV_LEN, length);
        message.set(JAVA_LONG, Layout.MSG_NAME, name.address());
        message.set(JAVA_INT, Layout.MSG_NAMELEN, Layout.SOCKADDR_SLOT);
        message.set(JAVA_LONG, Layout.MSG_IOV, message.address() + vector);
        message.set(JAVA_LONG, Layout.MSG_IOVLEN, 1);
        message.set(JAVA_LONG, Layout.MSG_CONTROL, message.address() + vector + Layout.IOVEC);
        message.set(JAVA_LONG, Layout.MSG_CONTROLLEN, Layout.CONTROL_SLOT);
    }

    private static void require(int result) {
        if (result < 0) {
            throw new AssertionError(Failure.text(-result));
        }
    }

    @Override
    public void close() {
        Libc.close(errno, socket);
        arena.close();
    }
}
