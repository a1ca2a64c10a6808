package dev.middleman.peer.seal;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.bouncycastle.tls.DatagramTransport;

/**
 * A line as Bouncy Castle wants to see it. During the handshake it blocks for what the socket's thread queues; afterwards
 * it never does: each datagram is offered, received once, and the next attempt says that there is no more.
 *
 * <p>The library sends every handshake record by itself. Here those of one flight leave together (RFC 6347 section 4.1.1):
 * a flight that fits one datagram arrives or is lost as a whole, which over a bad line saves seconds.
 */
final class LineTransport implements DatagramTransport {
    /** The most datagrams that wait during the handshake; later ones are lost, as on the way. */
    private static final int MAX_QUEUED = 64;

    private static final int CLOSE_CHECK_MS = 100;
    private static final int FLIGHT_BYTES = 1_200;

    private final Predicate<ByteBuffer> out;
    private final int limit;
    private final BlockingQueue<byte[]> queue = new ArrayBlockingQueue<>(MAX_QUEUED);
    private final ByteBuffer flight = ByteBuffer.allocate(FLIGHT_BYTES);
    private byte[] offered;
    private volatile boolean handedOver;
    private volatile boolean closed;
    private volatile boolean taken;

    LineTransport(Predicate<ByteBuffer> out, int limit) {
        this.out = out;
        this.limit = limit;
    }

    /** What is sent with the help of the caller's lock. */
    @FunctionalInterface
    interface Sending {
        void send() throws IOException;
    }

    /** Whether the line took the last datagram of this sending. The caller holds the lock that all senders hold. */
    boolean whetherTaken(Sending sending) throws IOException {
        taken = false;
        sending.send();
        return taken;
    }

    void queue(byte[] datagram) {
        queue.offer(datagram);
    }

    byte[] next() {
        return queue.poll();
    }

    /** From now on nothing blocks. */
    void handOver() {
        handedOver = true;
    }

    void offer(byte[] datagram) {
        handedOver = true;
        offered = datagram;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public int getReceiveLimit() {
        return limit;
    }

    @Override
    public int getSendLimit() {
        return limit;
    }

    @Override
    public int receive(byte[] buf, int off, int len, int waitMillis) throws IOException {
        byte[] datagram = handedOver ? takeOffered() : await(waitMillis);
        if (datagram == null) {
            return -1;
        }
        int length = Math.min(len, datagram.length);
        System.arraycopy(datagram, 0, buf, off, length);
        return length;
    }

    @Override
    public synchronized void send(byte[] buf, int off, int len) {
        if (handedOver || len > FLIGHT_BYTES) {
            taken = out.test(ByteBuffer.wrap(buf, off, len));
            return;
        }
        if (len > flight.remaining()) {
            flush();
        }
        flight.put(buf, off, len);
    }

    /** Sends the flight that was collected. */
    synchronized void flush() {
        if (flight.position() > 0) {
            out.test(flight.flip());
            flight.clear();
        }
    }

    @Override
    public void close() {
        closed = true;
    }

    private byte[] takeOffered() throws InterruptedIOException {
        byte[] datagram = offered;
        offered = null;
        if (datagram == null) {
            throw new InterruptedIOException("no more");
        }
        return datagram;
    }

    private byte[] await(int waitMillis) throws IOException {
        flush();
        try {
            for (int left = waitMillis; left > 0 && !closed; left -= CLOSE_CHECK_MS) {
                byte[] datagram = queue.poll(Math.min(left, CLOSE_CHECK_MS), TimeUnit.MILLISECONDS);
                if (datagram != null) {
                    return datagram;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closed = true;
        }
        if (closed) {
            throw new IOException("the line is closed");
        }
        return null;
    }
}
