package dev.middleman.engine.shard;

import dev.middleman.api.transport.Burst;
import java.nio.ByteBuffer;

/** A burst of one datagram, filled again and again without allocating; remembers what was forwarded where. */
final class HandBurst implements Burst {
    final byte[] knock = new byte[KNOCK_BYTES];
    int relayPort;
    long high;
    long low;
    int port;
    int length;
    int segments = 1;

    int forwards;
    long toHigh;
    long toLow;
    int toPort;
    int throughPort;

    private final ByteBuffer view = ByteBuffer.wrap(knock);

    HandBurst from(long sourceHigh, long sourceLow, int sourcePort, int toRelayPort) {
        high = sourceHigh;
        low = sourceLow;
        port = sourcePort;
        relayPort = toRelayPort;
        return this;
    }

    HandBurst payload(int bytes) {
        length = bytes;
        return this;
    }

    HandBurst frame(byte[] frame) {
        System.arraycopy(frame, 0, knock, 0, KNOCK_BYTES);
        length = KNOCK_BYTES;
        return this;
    }

    @Override
    public int size() {
        return 1;
    }

    @Override
    public int localPort(int i) {
        return relayPort;
    }

    @Override
    public long sourceHigh(int i) {
        return high;
    }

    @Override
    public long sourceLow(int i) {
        return low;
    }

    @Override
    public int sourcePort(int i) {
        return port;
    }

    @Override
    public int length(int i) {
        return length;
    }

    @Override
    public int segments(int i) {
        return segments;
    }

    @Override
    public long sidOf(int i) {
        requireKnock();
        return view.getLong(0);
    }

    @Override
    public void copyKnock(int i, byte[] into) {
        requireKnock();
        System.arraycopy(knock, 0, into, 0, KNOCK_BYTES);
    }

    private void requireKnock() {
        if (length != KNOCK_BYTES || segments != 1) {
            throw new IllegalStateException("not a knock");
        }
    }

    @Override
    public void forward(int i, int localPort, long destinationHigh, long destinationLow, int destinationPort) {
        forwards++;
        throughPort = localPort;
        toHigh = destinationHigh;
        toLow = destinationLow;
        toPort = destinationPort;
    }
}
