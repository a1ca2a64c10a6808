package dev.middleman.coap;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.californium.scandium.dtls.AlertMessage;
import org.eclipse.californium.scandium.dtls.AlertMessage.AlertDescription;
import org.eclipse.californium.scandium.dtls.AlertMessage.AlertLevel;
import org.eclipse.californium.scandium.dtls.DTLSContext;
import org.eclipse.californium.scandium.dtls.HandshakeException;
import org.eclipse.californium.scandium.dtls.Handshaker;
import org.eclipse.californium.scandium.dtls.SessionListener;

/**
 * Admits so many handshakes a second; the others get a fatal alert of 15 bytes. Thread-safe.
 *
 * <p>Asked after the cookie proved the client's address (RFC 6347 section 4.2.1) and before any key is computed, so spoofed
 * sources cannot empty the bucket and refused ones cost nothing. Refilled by the binding's executor: no clock is read.
 */
final class HandshakeGate implements SessionListener {

    private final int perSecond;
    private final AtomicInteger tokens;
    private final AtomicLong completed = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();

    /** @param perSecond handshakes admitted each second, 1 or more; unused ones do not add up */
    HandshakeGate(int perSecond) {
        this.perSecond = perSecond;
        this.tokens = new AtomicInteger(perSecond);
    }

    void refillOn(ScheduledExecutorService executor) {
        executor.scheduleAtFixedRate(() -> tokens.set(perSecond), 1, 1, TimeUnit.SECONDS);
    }

    long completed() {
        return completed.get();
    }

    long refused() {
        return refused.get();
    }

    @Override
    public void handshakeStarted(Handshaker handshaker) throws HandshakeException {
        if (tokens.getAndUpdate(left -> left > 0 ? left - 1 : 0) == 0) {
            refused.incrementAndGet();
            throw new HandshakeException(
                    "too many handshakes", new AlertMessage(AlertLevel.FATAL, AlertDescription.INTERNAL_ERROR));
        }
    }

    @Override
    public void contextEstablished(Handshaker handshaker, DTLSContext establishedContext) {
        completed.incrementAndGet();
    }

    @Override
    public void handshakeCompleted(Handshaker handshaker) {
        // Comes with the client's first message; counted when the keys were established.
    }

    @Override
    public void handshakeFailed(Handshaker handshaker, Throwable error) {
        // The client's loss.
    }

    @Override
    public void handshakeFlightRetransmitted(Handshaker handshaker, int flight) {
        // The network's.
    }
}
