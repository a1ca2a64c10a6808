package dev.middleman.transport.memory;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.transport.Burst;
import java.util.Arrays;
import java.util.Objects;
import java.util.Queue;

/**
 * The burst of a {@link MemoryLane}. Stepping thread only, valid during one call of the handler; afterwards it is empty
 * and everything that was not forwarded is zeroed.
 */
final class MemoryBurst implements Burst {
    /** Small on purpose: tests with a few hundred datagrams see several bursts. */
    static final int CAPACITY = 64;

    private static final int DROPPED = -1;

    private final Datagram[] entries = new Datagram[CAPACITY];
    private final int[] fromPort = new int[CAPACITY];
    private final Endpoint[] to = new Endpoint[CAPACITY];
    private int size;

    void fill(Queue<Datagram> arrived) {
        for (size = 0; size < CAPACITY && !arrived.isEmpty(); size++) {
            entries[size] = arrived.poll();
            fromPort[size] = DROPPED;
        }
    }

    /** Takes every mark back. */
    void unmark() {
        Arrays.fill(fromPort, DROPPED);
    }

    /** Sends what is marked, wipes the rest, and answers how many datagrams could not be sent. */
    int send(MemoryLane lane) {
        int failed = 0;
        for (int i = 0; i < size; i++) {
            Datagram entry = entries[i];
            boolean marked = fromPort[i] != DROPPED;
            boolean sent = marked && lane.send(fromPort[i], to[i], entry.payload(), entry.segmentBytes());
            if (!sent) {
                failed += marked ? entry.segments() : 0;
                entry.wipe();
            }
            entries[i] = null;
            to[i] = null;
        }
        size = 0;
        return failed;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int localPort(int i) {
        return entry(i).destination().port();
    }

    @Override
    public long sourceHigh(int i) {
        return entry(i).source().high();
    }

    @Override
    public long sourceLow(int i) {
        return entry(i).source().low();
    }

    @Override
    public int sourcePort(int i) {
        return entry(i).source().port();
    }

    @Override
    public int length(int i) {
        return entry(i).payload().length;
    }

    @Override
    public int segments(int i) {
        return entry(i).segments();
    }

    @Override
    public long sidOf(int i) {
        byte[] knock = knock(i);
        long sid = 0;
        for (int at = 0; at < Long.BYTES; at++) {
            sid = sid << 8 | knock[at] & 0xff;
        }
        return sid;
    }

    @Override
    public void copyKnock(int i, byte[] into) {
        System.arraycopy(knock(i), 0, into, 0, KNOCK_BYTES);
    }

    @Override
    public void forward(int i, int localPort, long high, long low, int port) {
        to[Objects.checkIndex(i, size)] = new Endpoint(high, low, port);
        fromPort[i] = localPort;
    }

    private byte[] knock(int i) {
        byte[] payload = entry(i).payload();
        if (payload.length != KNOCK_BYTES) {
            throw new IllegalStateException("only a datagram of 44 bytes can be read");
        }
        return payload;
    }

    private Datagram entry(int i) {
        return entries[Objects.checkIndex(i, size)];
    }
}
