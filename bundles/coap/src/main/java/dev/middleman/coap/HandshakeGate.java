package dev.middleman.coap;

import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.eclipse.californium.scandium.dtls.AlertMessage;
import org.eclipse.californium.scandium.dtls.AlertMessage.AlertDescription;
import org.eclipse.californium.scandium.dtls.AlertMessage.AlertLevel;
import org.eclipse.californium.scandium.dtls.DTLSContext;
import org.eclipse.californium.scandium.dtls.HandshakeException;
import org.eclipse.californium.scandium.dtls.Handshaker;
import org.eclipse.californium.scandium.dtls.SessionListener;

/**
 * Admits so many handshakes a second, and so many associations at a time: an idle one gives way to a new one, a living one
 * does not. Who is refused gets a fatal alert of 15 bytes. Thread-safe.
 *
 * <p>Asked after the cookie proved the client's address (RFC 6347 section 4.2.1) and before any key is computed, so spoofed
 * sources cannot empty the bucket and refused ones cost nothing. Handshakes that run at the same time may overshoot the
 * limit of associations by their number. Time comes as turns of the binding's executor: no clock is read.
 */
final class HandshakeGate implements SessionListener {

    private final int perSecond;
    private final int maxAssociations;
    private final Links links;
    private final AtomicInteger tokens;
    private final AtomicLong completed = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private volatile Consumer<Link> evict = link -> {};

    /**
     * @param perSecond handshakes admitted each second, 1 or more; unused ones do not add up
     * @param maxAssociations the most associations at a time, 1 or more
     */
    HandshakeGate(int perSecond, int maxAssociations, Links links) {
        this.perSecond = perSecond;
        this.maxAssociations = maxAssociations;
        this.links = links;
        this.tokens = new AtomicInteger(perSecond);
    }

    /** Starts to refill the bucket and to age the links. */
    void run(ScheduledExecutorService executor, Consumer<Link> evictor) {
        evict = evictor;
        executor.scheduleAtFixedRate(() -> tokens.set(perSecond), 1, 1, TimeUnit.SECONDS);
        executor.scheduleAtFixedRate(
                links::turn, CoapSettings.TURN_SECONDS, CoapSettings.TURN_SECONDS, TimeUnit.SECONDS);
    }

    long completed() {
        return completed.get();
    }

    long refused() {
        return refused.get();
    }

    @Override
    public void handshakeStarted(Handshaker handshaker) throws HandshakeException {
        if (!takeToken() || !hasRoom()) {
            refused.incrementAndGet();
            throw new HandshakeException(
                    "too many handshakes", new AlertMessage(AlertLevel.FATAL, AlertDescription.INTERNAL_ERROR));
        }
    }

    private boolean takeToken() {
        return tokens.getAndUpdate(left -> Math.max(left - 1, 0)) > 0;
    }

    private boolean hasRoom() {
        if (links.size() < maxAssociations) {
            return true;
        }
        Optional<Link> idle = links.mostIdle().filter(link -> link.idleTurns() >= CoapSettings.STALE_TURNS);
        idle.ifPresent(evict);
        return idle.isPresent();
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
