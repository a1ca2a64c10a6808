package dev.middleman.peer;

import dev.middleman.api.time.Deadline;
import dev.middleman.api.time.Deadlines;
import dev.middleman.peer.seal.CallerProof;
import dev.middleman.peer.seal.Mode;
import dev.middleman.wire.id.Pid;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;

/**
 * The exchange by which a caller shows itself inside a sealed line: on the caller's side it repeats the proof until it is
 * acknowledged, on the other side it checks proofs. {@link #look} belongs to the thread of the line's socket; the rest to
 * any.
 */
final class CallerIdentity {
    private static final long[] REPEAT_NS = {250_000_000L, 500_000_000L, 1_000_000_000L, 2_000_000_000L};

    /** What a datagram turned out to be. */
    enum Look {
        PAYLOAD,
        HANDLED,
        IDENTIFIED
    }

    private final LineSetup setup;
    private final Deadlines deadlines;
    private final Predicate<ByteBuffer> out;
    private final CallerProof proof;
    private volatile Optional<Pid> caller = Optional.empty();
    private boolean done;
    private Deadline repeat;

    CallerIdentity(LineSetup setup, Deadlines deadlines, Predicate<ByteBuffer> out) {
        this.setup = setup;
        this.deadlines = deadlines;
        this.out = out;
        this.proof = setup.mode() == Mode.SEALED ? new CallerProof(setup.secret(), setup.realmId()) : null;
    }

    /** Who called, where that was proved. */
    Optional<Pid> caller() {
        return caller;
    }

    /** The line is open. */
    void begin() {
        if (proof != null && setup.caller() && setup.proof().isPresent()) {
            send(0);
        }
    }

    synchronized void end() {
        done = true;
        if (repeat != null) {
            repeat.cancel();
        }
    }

    Look look(ByteBuffer payload) {
        if (setup.caller()) {
            if (proof.isAcknowledgement(payload)) {
                end();
                return Look.HANDLED;
            }
            return Look.PAYLOAD;
        }
        if (!proof.isProof(payload)) {
            return Look.PAYLOAD;
        }
        Optional<Pid> proved = proof.verify(payload);
        boolean first = caller.isEmpty() && proved.isPresent();
        if (proved.isPresent()) {
            caller = caller.or(() -> proved);
            out.test(ByteBuffer.wrap(proof.acknowledgement()));
        }
        return first ? Look.IDENTIFIED : Look.HANDLED;
    }

    private synchronized void send(int attempt) {
        if (done) {
            return;
        }
        out.test(ByteBuffer.wrap(proof.make(setup.proof().orElseThrow())));
        if (attempt < REPEAT_NS.length) {
            try {
                repeat = deadlines.after(REPEAT_NS[attempt], () -> send(attempt + 1));
            } catch (RejectedExecutionException e) {
                done = true; // the peer is being closed
            }
        }
    }
}
