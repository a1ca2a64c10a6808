package dev.middleman.transport.netty;

import dev.middleman.api.transport.Burst;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;

/**
 * The burst of a lane, used again for every burst, and the memory that its datagrams lie in, one behind the other: small
 * ones stay within the processor's cache, and the largest one always fits. Lane's thread only, valid during one call of
 * the handler.
 */
final class NettyBurst implements Burst {
    static final int LEAST_ENTRIES = 1;
    static final int MOST_ENTRIES = 1_024;
    static final int DEFAULT_ENTRIES = 64;

    /** More than any UDP datagram has (65,527 bytes over IPv6), so that none is ever cut. */
    private static final int ROOM_BYTES = 65_536;
    /** Memory per entry on top of that; fuller datagrams than this just make for shorter bursts. */
    private static final int TYPICAL_BYTES = 2_048;

    private static final int DROPPED = -1;

    private final ByteBuf memory;
    private final ByteBuffer view;
    private final int[] offset;
    private final int[] length;
    private final int[] localPort;
    private final long[] sourceHigh;
    private final long[] sourceLow;
    private final int[] sourcePort;
    private final int[] fromPort;
    private final long[] toHigh;
    private final long[] toLow;
    private final int[] toPort;
    private final Destination destination = new Destination();
    private int size;
    private int used;

    NettyBurst(int entries, ByteBufAllocator allocator) {
        int bytes = ROOM_BYTES + entries * TYPICAL_BYTES;
        memory = allocator.directBuffer(bytes, bytes);
        view = memory.internalNioBuffer(0, bytes).duplicate();
        offset = new int[entries];
        length = new int[entries];
        localPort = new int[entries];
        sourceHigh = new long[entries];
        sourceLow = new long[entries];
        sourcePort = new int[entries];
        fromPort = new int[entries];
        toHigh = new long[entries];
        toLow = new long[entries];
        toPort = new int[entries];
    }

    boolean hasRoom() {
        return size < offset.length && view.capacity() - used >= ROOM_BYTES;
    }

    /** Where the next datagram goes: from the buffer's position. */
    ByteBuffer space() {
        return view.limit(view.capacity()).position(used);
    }

    /** Reads one datagram; false when none waits. */
    boolean receiveFrom(UdpSocket socket) {
        try {
            return socket.receive(this);
        } catch (IOException e) {
            // A pending error of the socket, such as an ICMP message: taking it has cleared it, and it ends nothing.
            return false;
        }
    }

    void add(int port, InetSocketAddress source, int bytes) {
        byte[] address = source.getAddress().getAddress();
        offset[size] = used;
        length[size] = bytes;
        localPort[size] = port;
        sourceHigh[size] = IpAddresses.high(address);
        sourceLow[size] = IpAddresses.low(address);
        sourcePort[size] = source.getPort();
        fromPort[size] = DROPPED;
        used += bytes;
        size++;
    }

    /** Takes every mark back. */
    void unmark() {
        Arrays.fill(fromPort, DROPPED);
    }

    /** Sends what is marked and answers how many datagrams could not be sent. */
    int send(LanePorts ports) {
        int failed = 0;
        for (int i = 0; i < size; i++) {
            if (fromPort[i] != DROPPED && !send(ports, i)) {
                failed++;
            }
        }
        destination.forget();
        return failed;
    }

    private boolean send(LanePorts ports, int i) {
        destination.set(toHigh[i], toLow[i], toPort[i]);
        return ports.send(fromPort[i], view.limit(offset[i] + length[i]).position(offset[i]), destination);
    }

    /** Empties the burst and zeroes what it held. */
    void clear() {
        Arrays.fill(sourceHigh, 0, size, 0);
        Arrays.fill(sourceLow, 0, size, 0);
        Arrays.fill(sourcePort, 0, size, 0);
        Arrays.fill(toHigh, 0, size, 0);
        Arrays.fill(toLow, 0, size, 0);
        Arrays.fill(toPort, 0, size, 0);
        memory.setZero(0, used);
        size = 0;
        used = 0;
    }

    /** Gives the memory back, zeroed. */
    void release() {
        clear();
        memory.release();
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int localPort(int i) {
        return localPort[Objects.checkIndex(i, size)];
    }

    @Override
    public long sourceHigh(int i) {
        return sourceHigh[Objects.checkIndex(i, size)];
    }

    @Override
    public long sourceLow(int i) {
        return sourceLow[Objects.checkIndex(i, size)];
    }

    @Override
    public int sourcePort(int i) {
        return sourcePort[Objects.checkIndex(i, size)];
    }

    @Override
    public int length(int i) {
        return length[Objects.checkIndex(i, size)];
    }

    /** Always 1: no way through Netty keeps the segment size of a train, so none is asked for. */
    @Override
    public int segments(int i) {
        Objects.checkIndex(i, size);
        return 1;
    }

    @Override
    public long sidOf(int i) {
        return memory.getLong(knock(i));
    }

    @Override
    public void copyKnock(int i, byte[] into) {
        memory.getBytes(knock(i), into, 0, KNOCK_BYTES);
    }

    @Override
    public void forward(int i, int localPort, long high, long low, int port) {
        toHigh[Objects.checkIndex(i, size)] = high;
        toLow[i] = low;
        toPort[i] = port;
        fromPort[i] = localPort;
    }

    private int knock(int i) {
        if (length(i) != KNOCK_BYTES) {
            throw new IllegalStateException("only a datagram of 44 bytes can be read");
        }
        return offset[i];
    }
}
