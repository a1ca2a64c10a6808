package dev.middleman.peer.line;

import dev.middleman.api.net.Endpoint;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * The legs of one socket, and which of them a datagram belongs to: control frames say so by their sid, payload by the
 * endpoint that it comes from. No sockets, no clock of its own.
 *
 * <p>One thread drives it; {@link #isFree} and what {@link LegLine} allows may be called from any.
 */
public final class LineTable {
    /** The most legs of one socket. */
    public static final int MAX_LEGS = 1_024;

    private static final int KNOCK_BYTES = 44;

    /** The way out. */
    @FunctionalInterface
    public interface Output {
        /**
         * Sends without blocking. Any thread.
         *
         * @return whether the datagram was taken
         */
        boolean send(Endpoint to, ByteBuffer datagram);
    }

    private final Output output;
    private final LongSupplier clockNs;
    private final Map<Long, LegLine> bySid = new ConcurrentHashMap<>();
    private final Map<Endpoint, LegLine> byEndpoint = new ConcurrentHashMap<>();
    private final LongAdder unknown = new LongAdder();
    private final byte[] frame = new byte[KNOCK_BYTES];

    /** @param clockNs monotonic nanoseconds; read when payload is sent */
    public LineTable(Output output, LongSupplier clockNs) {
        this.output = output;
        this.clockNs = clockNs;
    }

    /**
     * Begins to knock.
     *
     * @throws IllegalStateException when there are {@value #MAX_LEGS} legs
     */
    public LegLine open(Leg leg, LegEvents events, long nowNs) {
        if (bySid.size() >= MAX_LEGS) {
            throw new IllegalStateException("a socket has at most " + MAX_LEGS + " lines");
        }
        LegLine line = new LegLine(this, leg, events);
        bySid.put(leg.sid(), line);
        line.start(nowNs);
        return line;
    }

    /** @param datagram lent for this call */
    public void onDatagram(Endpoint from, ByteBuffer datagram, long nowNs) {
        if (datagram.remaining() == KNOCK_BYTES && isControl(from, datagram, nowNs)) {
            return;
        }
        LegLine line = byEndpoint.get(from);
        if (line == null) {
            unknown.increment();
        } else {
            line.onPayload(from, datagram, nowNs);
        }
    }

    /** @return when to poll again at the latest */
    public long poll(long nowNs) {
        long next = Long.MAX_VALUE;
        boolean any = false;
        for (LegLine line : List.copyOf(bySid.values())) {
            long due = line.poll(nowNs);
            if (due != Long.MAX_VALUE && (!any || due - next < 0)) {
                next = due;
                any = true;
            }
        }
        return next;
    }

    /** Ends one leg, saying goodbye. */
    public void close(LegLine line, long nowNs) {
        line.close(nowNs);
    }

    /** Ends every leg, saying goodbye. */
    public void closeAll(long nowNs) {
        List.copyOf(bySid.values()).forEach(line -> line.close(nowNs));
    }

    /** Whether no leg of this socket uses the endpoint. */
    public boolean isFree(Endpoint endpoint) {
        return !byEndpoint.containsKey(endpoint);
    }

    public int size() {
        return bySid.size();
    }

    /** Datagrams that belonged to no leg. */
    public long unknown() {
        return unknown.sum();
    }

    private boolean isControl(Endpoint from, ByteBuffer datagram, long nowNs) {
        datagram.get(datagram.position(), frame);
        LegLine line = bySid.get(ByteBuffer.wrap(frame).getLong());
        return line != null && line.onFrame(from, frame, nowNs);
    }

    long nowNs() {
        return clockNs.getAsLong();
    }

    void sendFrame(Endpoint to, byte[] knock) {
        output.send(to, ByteBuffer.wrap(knock)); // one that is not taken is lost, as on the way
    }

    boolean sendPayload(Endpoint to, ByteBuffer datagram) {
        return output.send(to, datagram);
    }

    void remove(LegLine line) {
        bySid.remove(line.sid(), line);
    }

    Claims claimsOf(LegLine line) {
        return new Claims() {
            @Override
            public boolean claim(Endpoint endpoint) {
                LegLine owner = byEndpoint.putIfAbsent(endpoint, line);
                return owner == null || owner == line;
            }

            @Override
            public void release(Endpoint endpoint) {
                byEndpoint.remove(endpoint, line);
            }
        };
    }
}
