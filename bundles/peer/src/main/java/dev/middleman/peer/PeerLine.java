package dev.middleman.peer;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.peer.line.Leg;
import dev.middleman.peer.line.LegLine;
import dev.middleman.peer.line.LineSocket;
import dev.middleman.peer.seal.SealedChannel;
import dev.middleman.wire.id.Pid;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * A line: its legs, and a sealed channel on them where there is one.
 *
 * <p>Everything that changes state runs on the thread of the line's socket. {@link #send} and the accessors read what
 * that thread published.
 */
final class PeerLine implements Line, Legs.Events {
    private static final int MAX_STARTS = 3;

    private final Lines lines;
    private final LineSetup setup;
    private final SealedChannel channel;
    private final CallerIdentity identity;
    private final Backlog backlog = new Backlog();
    private final Legs legs = new Legs(this);
    private final LongAdder sent = new LongAdder();
    private final LongAdder notSent = new LongAdder();
    private final LongAdder listenerFailures = new LongAdder();
    private final CompletableFuture<Line> opened = new CompletableFuture<>();
    private final CompletableFuture<CloseReason> closed = new CompletableFuture<>();
    /** The first to say why the line ends is right: what follows may be the other side's answer to it. */
    private final AtomicReference<CloseReason> ending = new AtomicReference<>();

    private volatile LineSocket socket;
    private volatile LineState state = LineState.CONNECTING;
    private LineListener listener = (line, changed) -> {};
    private int starts;
    private int replacements;

    PeerLine(Lines lines, LineSetup setup) {
        this.lines = lines;
        this.setup = setup;
        this.channel = switch (setup.mode()) {
            case SEALED -> new SealedChannel(setup.caller(), setup.secret(), this::sendRaw);
            case PLAIN -> null;
        };
        this.identity = new CallerIdentity(setup, lines.time(), this::send);
    }

    /** Begins, or begins again, on a socket. */
    void start(LineSocket on) {
        socket = on;
        starts++;
        legs.start(on, setup.freshLegs());
    }

    /**
     * Completes when the line opens, or, for a program, when the program can be told where to send; exceptionally with
     * {@link CallException} when it ends before.
     */
    CompletionStage<Line> opened() {
        return opened;
    }

    LineSetup setup() {
        return setup;
    }

    /** Counts the attempts to replace this line. */
    synchronized int nextReplacement() {
        return replacements++;
    }

    @Override
    public LineState state() {
        return state;
    }

    @Override
    public CompletionStage<CloseReason> closed() {
        return closed.minimalCompletionStage();
    }

    @Override
    public boolean isSealed() {
        return channel != null;
    }

    @Override
    public Optional<Pid> remote() {
        return setup.remote().or(identity::caller);
    }

    @Override
    public int middleMen() {
        return legs.ready();
    }

    @Override
    public long chain() {
        return setup.chain();
    }

    @Override
    public int maxPayload() {
        return PayloadSize.most(setup.mode());
    }

    @Override
    public int unfragmentedPayload() {
        Endpoint at = legs.target().orElse(setup.leg().endpoints().get(0));
        return PayloadSize.unfragmented(setup.mode(), at);
    }

    @Override
    public Optional<Endpoint> relay() {
        return legs.target();
    }

    @Override
    public boolean send(ByteBuffer payload) {
        boolean taken = state == LineState.OPEN
                && payload.remaining() <= maxPayload()
                && (channel == null ? sendRaw(payload) : channel.send(payload));
        (taken ? sent : notSent).increment();
        return taken;
    }

    @Override
    public void receive(DatagramHandler handler) {
        socket.execute(() -> backlog.handTo(this, handler));
    }

    @Override
    public void listen(LineListener next) {
        if (!socket.execute(() -> {
            listener = next;
            tell(told -> told.changed(this, state));
        })) {
            next.changed(this, state);
        }
    }

    @Override
    public Set<Endpoint> seen() {
        return legs.seen();
    }

    @Override
    public LineCounters counters() {
        return new LineCounters(
                sent.sum(),
                backlog.received(),
                notSent.sum(),
                backlog.dropped(),
                channel == null ? 0 : channel.notAuthentic(),
                legs.sum(LegLine::framesSent),
                legs.sum(LegLine::framesReceived));
    }

    @Override
    public void close() {
        close(CloseReason.LOCAL);
    }

    private void close(CloseReason reason) {
        ending.compareAndSet(null, reason);
        if (channel != null) {
            channel.close();
        }
        boolean accepted = socket.execute(() -> {
            finish(reason);
            legs.end();
        });
        if (!accepted) {
            finish(reason);
        }
    }

    @Override
    public void latched() {
        advance(LineState.WAITING);
        if (setup.leg().mode() == LatchMode.ARM) {
            opened.complete(this);
        }
    }

    @Override
    public void payload(ByteBuffer datagram) {
        if (channel == null) {
            backlog.add(this, datagram);
        } else {
            channel.onDatagram(datagram);
            if (channel.isClosed() && state == LineState.OPEN) {
                close(CloseReason.GOODBYE);
            }
        }
    }

    @Override
    public void ended(CloseReason reason) {
        boolean elsewhere = reason == CloseReason.BUSY
                && state == LineState.CONNECTING
                && starts < MAX_STARTS
                && lines.startElsewhere(this);
        if (!elsewhere) {
            if (channel != null) {
                channel.close();
            }
            finish(reason);
        }
    }

    @Override
    public void ready() {
        if (channel == null) {
            open();
        } else if (state.compareTo(LineState.SEALING) < 0) {
            advance(LineState.SEALING);
            try {
                lines.handshakes().execute(this::handshake);
            } catch (RejectedExecutionException e) {
                close(CloseReason.SEAL_FAILED);
            }
        }
    }

    /** On a handshake thread. */
    private void handshake() {
        try {
            channel.handshake();
            socket.execute(() -> {
                channel.begin(this::onUnsealed);
                open();
            });
        } catch (IOException e) {
            close(CloseReason.SEAL_FAILED);
        }
    }

    private void onUnsealed(ByteBuffer payload) {
        switch (identity.look(payload)) {
            case PAYLOAD -> backlog.add(this, payload);
            case IDENTIFIED -> identity.caller().ifPresent(caller -> tell(told -> told.identified(this, caller)));
            case HANDLED -> {
                // not for the program
            }
        }
    }

    private void open() {
        if (state.compareTo(LineState.OPEN) < 0) {
            advance(LineState.OPEN);
            identity.begin();
            opened.complete(this);
        }
    }

    private void finish(CloseReason latest) {
        if (state != LineState.CLOSED) {
            ending.compareAndSet(null, latest);
            CloseReason reason = ending.get();
            identity.end();
            lines.forget(this);
            opened.completeExceptionally(
                    new CallException(CallException.Reason.NO_LINE, "the line did not come up: " + reason));
            advance(LineState.CLOSED);
            closed.complete(reason);
        }
    }

    private void advance(LineState next) {
        if (state.compareTo(next) < 0) {
            state = next;
            tell(told -> told.changed(this, next));
        }
    }

    /** What a listener throws must not end the thread that serves other lines too. */
    private void tell(Consumer<LineListener> news) {
        try {
            news.accept(listener);
        } catch (RuntimeException e) {
            listenerFailures.increment();
        }
    }

    private boolean sendRaw(ByteBuffer datagram) {
        return legs.send(datagram);
    }

    /** Whether a leg could be opened on this socket. */
    boolean fits(LineSocket candidate, Leg candidateLeg) {
        return candidate != socket && candidate.hasRoomFor(candidateLeg);
    }
}
