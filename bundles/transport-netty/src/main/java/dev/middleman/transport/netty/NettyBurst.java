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

    /** What every kernel that knows trains takes at once. */
    private static final int MOST_JOINED = 64;

    private static final int MOST_JOINED_BYTES = 65_000;

    private static final int DROPPED = -1;

    private final ByteBuf memory;
    private final ByteBuffer view;
    /** Where datagrams that leave as one train are put behind one another, if others lie between them. */
    private final ByteBuf joinedMemory;

    private final ByteBuffer joined;
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
    /** The entries that leave together. */
    private final int[] train = new int[MOST_JOINED];

    private final Destination destination = new Destination();
    private int size;
    private int used;
    private int joinedUsed;

    NettyBurst(int entries, ByteBufAllocator allocator) {
        int bytes = ROOM_BYTES + entries * TYPICAL_BYTES;
        memory = allocator.directBuffer(bytes, bytes);
        view = memory.internalNioBuffer(0, bytes).duplicate();
        joinedMemory = allocator.directBuffer(ROOM_BYTES, ROOM_BYTES);
        joined = joinedMemory.internalNioBuffer(0, ROOM_BYTES).duplicate();
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

    /** Sends what is marked and answers how many datagrams could not be sent; takes the marks back. */
    int send(LanePorts ports) {
        int failed = 0;
        boolean trains = ports.takeTrains();
        for (int i = 0; i < size; i++) {
            if (fromPort[i] != DROPPED) {
                failed += send(ports, i, trains ? gather(i) : 1);
            }
        }
        destination.forget();
        return failed;
    }

    /**
     * Finds those that could leave together with the first one: one way, one size, only the last one shorter. Others may have
     * come between them, since flows that share a port arrive mixed. Answers how many {@link #train} names.
     */
    private int gather(int first) {
        int count = 1;
        int segment = length[first];
        int room = MOST_JOINED_BYTES - segment;
        boolean open = segment > 0;
        for (int i = first + 1; open && i < size; i++) {
            if (goesTheSameWay(first, i)) {
                if (length[i] == 0 || length[i] > segment || length[i] > room) {
                    return count;
                }
                train[count++] = i;
                room -= length[i];
                open = length[i] == segment && count < MOST_JOINED;
            }
        }
        return count;
    }

    private boolean goesTheSameWay(int i, int j) {
        return fromPort[i] == fromPort[j] && toPort[i] == toPort[j] && toLow[i] == toLow[j] && toHigh[i] == toHigh[j];
    }

    /** Sends datagrams that go one way, as {@link #gather} found them: at once, or else one by one. Answers how many were refused. */
    private int send(LanePorts ports, int first, int count) {
        int from = fromPort[first];
        destination.set(toHigh[first], toLow[first], toPort[first]);
        train[0] = first;
        boolean sent = count > 1 && ports.sendTrain(from, bytes(count), length[first], destination);
        int failed = 0;
        for (int k = 0; k < count; k++) {
            fromPort[train[k]] = DROPPED;
            if (!sent && !ports.send(from, bytes(train[k], train[k]), destination)) {
                failed++;
            }
        }
        return failed;
    }

    /** The bytes of a train: where they lie, if nothing lies between them. */
    private ByteBuffer bytes(int count) {
        int first = train[0];
        int last = train[count - 1];
        if (last - first == count - 1) {
            return bytes(first, last);
        }
        joined.clear();
        for (int k = 0; k < count; k++) {
            joined.put(joined.position(), view.limit(view.capacity()), offset[train[k]], length[train[k]]);
            joined.position(joined.position() + length[train[k]]);
        }
        joinedUsed = Math.max(joinedUsed, joined.position());
        return joined.flip();
    }

    private ByteBuffer bytes(int first, int last) {
        return view.limit(offset[last] + length[last]).position(offset[first]);
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
        joinedMemory.setZero(0, joinedUsed);
        joinedUsed = 0;
        size = 0;
        used = 0;
    }

    /** Gives the memory back, zeroed. */
    void release() {
        clear();
        memory.release();
        joinedMemory.release();
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
