package dev.middleman.transport.ffm;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.middleman.api.transport.Burst;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * What one read of a socket brought, as entries: a single datagram, a train, or one 44-byte segment of a train. Marks are
 * kept in native memory. Belongs to the lane's thread.
 */
final class FfmBurst implements Burst {
    /** The kernel joins at most 128 segments. */
    private static final int MAX_SEGMENTS = 128;

    /** Every slot a train of knocks, at the worst. */
    static final int MAX_ENTRIES = Inbound.SLOTS * (MAX_SEGMENTS + 1);

    /** {@link #descriptor} of an entry that is to be dropped. */
    static final int DROP = -1;

    /** {@link #descriptor} of an entry that is marked for a port or a family that the lane does not have. */
    static final int UNROUTABLE = -2;

    private static final ValueLayout.OfLong BIG_ENDIAN = JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final Inbound inbound;
    private final LaneSockets sockets;
    private final MemorySegment destinations;
    private final int[] slots = new int[MAX_ENTRIES];
    private final long[] offsets = new long[MAX_ENTRIES];
    private final int[] lengths = new int[MAX_ENTRIES];
    private final int[] segmentBytes = new int[MAX_ENTRIES];
    private final int[] descriptors = new int[MAX_ENTRIES];
    private int size;
    private int localPort;

    FfmBurst(SegmentAllocator memory, Inbound inbound, LaneSockets sockets) {
        this.inbound = inbound;
        this.sockets = sockets;
        destinations = memory.allocate((long) MAX_ENTRIES * Layout.SOCKADDR_SLOT, 64);
    }

    /** Lists the entries of the first {@code messages} slots. */
    void fill(int messages, int arrivedAt) {
        localPort = arrivedAt;
        size = 0;
        for (int slot = 0; slot < messages; slot++) {
            int length = inbound.length(slot);
            int segment = inbound.segmentBytes(slot);
            if (inbound.truncated(slot)) {
                continue;
            }
            if (segment == 0 || length <= segment) {
                add(slot, 0, length, length);
            } else if (segment == KNOCK_BYTES) {
                addEach(slot, length);
            } else {
                addTrain(slot, length, segment);
            }
        }
    }

    /** A knock may also be the short last segment of a train: that one is handed over by itself. */
    private void addTrain(int slot, int length, int segment) {
        int tail = length % segment;
        int train = tail == KNOCK_BYTES ? length - tail : length;
        add(slot, 0, train, segment);
        if (train < length) {
            add(slot, train, tail, tail);
        }
    }

    private void addEach(int slot, int length) {
        for (int offset = 0; offset < length; offset += KNOCK_BYTES) {
            int bytes = Math.min(KNOCK_BYTES, length - offset);
            add(slot, offset, bytes, bytes);
        }
    }

    private void add(int slot, int offset, int length, int segment) {
        if (size == MAX_ENTRIES) {
            return;
        }
        slots[size] = slot;
        offsets[size] = inbound.payload(slot) + offset;
        lengths[size] = length;
        segmentBytes[size] = segment;
        descriptors[size] = DROP;
        size++;
    }

    /** Takes all marks back. */
    void unmark() {
        for (int i = 0; i < size; i++) {
            descriptors[i] = DROP;
        }
    }

    /** Forgets the destinations. */
    void forget() {
        for (int i = 0; i < size; i++) {
            if (descriptors[i] >= 0) {
                long at = destination(i);
                destinations.set(ValueLayout.JAVA_LONG, at, 0);
                destinations.set(ValueLayout.JAVA_LONG, at + 8, 0);
                destinations.set(ValueLayout.JAVA_LONG, at + 16, 0);
                destinations.set(ValueLayout.JAVA_LONG, at + 24, 0);
            }
        }
        size = 0;
    }

    /** The socket that entry {@code i} leaves from, or {@link #DROP} or {@link #UNROUTABLE}. */
    int descriptor(int i) {
        return descriptors[i];
    }

    /** Datagrams that are marked for a port or a family that the lane does not have. */
    int unroutable() {
        int datagrams = 0;
        for (int i = 0; i < size; i++) {
            datagrams += descriptors[i] == UNROUTABLE ? segments(i) : 0;
        }
        return datagrams;
    }

    /** Whether two entries leave from one socket for one destination. */
    boolean goesTheSameWay(int one, int other) {
        return descriptors[one] == descriptors[other]
                && Sockaddr.same(destinations, destination(one), destination(other));
    }

    int segmentBytes(int i) {
        return segmentBytes[i];
    }

    /** Where the payload of entry {@code i} lies, as a machine address. */
    long address(int i) {
        return inbound.payloads().address() + offsets[i];
    }

    MemorySegment destinations() {
        return destinations;
    }

    long destination(int i) {
        return (long) i * Layout.SOCKADDR_SLOT;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int localPort(int i) {
        return localPort;
    }

    @Override
    public long sourceHigh(int i) {
        return Sockaddr.high(inbound.names(), inbound.name(slots[i]));
    }

    @Override
    public long sourceLow(int i) {
        return Sockaddr.low(inbound.names(), inbound.name(slots[i]));
    }

    @Override
    public int sourcePort(int i) {
        return Sockaddr.port(inbound.names(), inbound.name(slots[i]));
    }

    @Override
    public int length(int i) {
        return lengths[i];
    }

    @Override
    public int segments(int i) {
        int segment = segmentBytes[i];
        return segment >= lengths[i] ? 1 : (lengths[i] + segment - 1) / segment;
    }

    @Override
    public long sidOf(int i) {
        requireKnock(i);
        return inbound.payloads().get(BIG_ENDIAN, offsets[i]);
    }

    @Override
    public void copyKnock(int i, byte[] into) {
        requireKnock(i);
        MemorySegment.copy(inbound.payloads(), JAVA_BYTE, offsets[i], into, 0, KNOCK_BYTES);
    }

    @Override
    public void forward(int i, int fromPort, long high, long low, int port) {
        long at = destination(i);
        Sockaddr.put(destinations, at, high, low, port);
        int descriptor = sockets.descriptor(fromPort, Sockaddr.isIp6(destinations, at));
        descriptors[i] = descriptor < 0 || port == 0 ? UNROUTABLE : descriptor;
    }

    private void requireKnock(int i) {
        Objects.checkIndex(i, size);
        if (lengths[i] != KNOCK_BYTES) {
            throw new IllegalStateException("a datagram of " + lengths[i] + " bytes is no knock");
        }
    }
}
