package dev.middleman.peer.line;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.peer.CloseReason;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * One leg in use: payload in and out beside its {@link KnockClient}. The {@link LineTable} of its socket drives it, on
 * one thread; {@link #send} and everything that only reads may be called from any thread.
 */
public final class LegLine {
    private static final int MAX_SEEN = 64;

    private final LineTable table;
    private final long sid;
    private final boolean ofProgram;
    private final KnockClient knock;
    private final LegEvents events;
    private final Set<Endpoint> seen = ConcurrentHashMap.newKeySet();
    private final LongAdder sent = new LongAdder();
    private final LongAdder notSent = new LongAdder();

    private volatile Endpoint target;
    private volatile boolean ready;
    private volatile CloseReason closed;
    private volatile long framesSent;
    private volatile long framesReceived;

    LegLine(LineTable table, Leg leg, LegEvents events) {
        this.table = table;
        this.sid = leg.sid();
        this.ofProgram = leg.mode() == LatchMode.ARM;
        this.events = events;
        this.knock = new KnockClient(leg, table.claimsOf(this), table::sendFrame);
    }

    /**
     * Sends one datagram.
     *
     * @return {@code false} when the leg is not latched, or is a program's own, or the socket did not take it
     */
    public boolean send(ByteBuffer datagram) {
        Endpoint to = target;
        if (to != null && !ofProgram && table.sendPayload(to, datagram)) {
            knock.sentPayload(table.nowNs());
            sent.increment();
            return true;
        }
        notSent.increment();
        return false;
    }

    /** The middle-man's endpoint that the leg is latched at, or armed for its program; empty when it is not. */
    public Optional<Endpoint> target() {
        return Optional.ofNullable(target);
    }

    /** Whether the other peer is latched too: datagrams pass. */
    public boolean isReady() {
        return ready;
    }

    public Optional<CloseReason> closed() {
        return Optional.ofNullable(closed);
    }

    /** Every remote endpoint that a datagram of this leg came from; at most 64 are kept. */
    public Set<Endpoint> seen() {
        return Set.copyOf(seen);
    }

    public long sent() {
        return sent.sum();
    }

    public long notSent() {
        return notSent.sum();
    }

    public long framesSent() {
        return framesSent;
    }

    public long framesReceived() {
        return framesReceived;
    }

    long sid() {
        return sid;
    }

    void start(long nowNs) {
        knock.start(nowNs);
        publish();
    }

    long poll(long nowNs) {
        long dueNs = knock.poll(nowNs);
        publish();
        return dueNs;
    }

    boolean onFrame(Endpoint from, byte[] frame, long nowNs) {
        boolean control = knock.onFrame(from, frame, nowNs);
        if (control) {
            note(from);
            publish();
        }
        return control;
    }

    void onPayload(Endpoint from, ByteBuffer datagram, long nowNs) {
        note(from);
        knock.receivedPayload(from, nowNs);
        publish();
        if (closed == null) {
            events.payload(this, datagram);
        }
    }

    void close(long nowNs) {
        knock.close(nowNs);
        publish();
    }

    private void note(Endpoint from) {
        if (seen.size() < MAX_SEEN) {
            seen.add(from);
        }
    }

    /** Shows other threads what the machine says, and tells of it when it changed. */
    private void publish() {
        framesSent = knock.framesSent();
        framesReceived = knock.framesReceived();
        if (closed != null) {
            return;
        }
        Endpoint nowAt = knock.target().orElse(null);
        CloseReason nowClosed = knock.closed().orElse(null);
        boolean changed = (nowAt == null) != (target == null) || knock.isReady() != ready || nowClosed != null;
        target = nowAt;
        ready = knock.isReady();
        closed = nowClosed;
        if (nowClosed != null) {
            table.remove(this);
        }
        if (changed) {
            events.changed(this);
        }
    }
}
