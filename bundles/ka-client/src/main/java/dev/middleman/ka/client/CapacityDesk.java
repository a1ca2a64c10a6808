package dev.middleman.ka.client;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.ControlHandler;
import dev.middleman.api.control.ControlRequest;
import dev.middleman.api.control.Method;
import dev.middleman.api.control.Reply;
import dev.middleman.api.control.Status;
import dev.middleman.api.relay.CommitRequest;
import dev.middleman.api.relay.CommitResult;
import dev.middleman.api.relay.Handle;
import dev.middleman.api.relay.HoldRequest;
import dev.middleman.api.relay.HoldResult;
import dev.middleman.api.relay.LegRequest;
import dev.middleman.api.relay.Relay;
import dev.middleman.api.time.Deadlines;
import dev.middleman.wire.WireException;
import dev.middleman.wire.control.Commit;
import dev.middleman.wire.control.CommitLeg;
import dev.middleman.wire.control.Hold;
import dev.middleman.wire.control.NodeTotals;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Answers what one KA server asks of the middle-man: hold, commit, release, totals. Thread-safe and non-blocking; several
 * requests at once.
 */
final class CapacityDesk implements ControlHandler {
    private static final String HOLDS = "/s";
    private static final String HOLD = "/s/";
    private static final int RETRY_SECONDS = 10;

    /** The binding has given up on repeating an answer by then. */
    private static final long ERASE_NS = TimeUnit.SECONDS.toNanos(15);

    /**
     * Who asks at this desk.
     *
     * @param owner the number of the KA server; quotas are counted by it
     * @param server the key that it is pinned by, SHA-256 as base64url; policies know it by that
     */
    record Asker(int owner, String server) {}

    private final Relay relay;
    private final Asker asker;
    private final Deadlines deadlines;
    private final RecentHolds recent;
    private final BooleanSupplier draining;
    private final AtomicLong held = new AtomicLong();
    private final AtomicLong committed = new AtomicLong();

    CapacityDesk(Relay relay, Asker asker, Deadlines deadlines, RecentHolds recent, BooleanSupplier draining) {
        this.relay = relay;
        this.asker = asker;
        this.deadlines = deadlines;
        this.recent = recent;
        this.draining = draining;
    }

    boolean isDraining() {
        return draining.getAsBoolean();
    }

    long held() {
        return held.get();
    }

    long committed() {
        return committed.get();
    }

    @Override
    public void handle(ControlRequest request, Reply reply) {
        Optional<Handle> handle = Handles.fromPath(HOLD, request.path());
        boolean all = request.path().equals(HOLDS);
        if (!all && handle.isEmpty()) {
            reply.send(Said.error(Status.NOT_FOUND, "nothing here"));
            return;
        }
        try {
            answer(request, handle)
                    .whenComplete((answer, failure) -> reply.send(failure == null ? answer : stopping()));
        } catch (WireException e) {
            reply.send(Said.error(Status.BAD_REQUEST, e.getMessage()));
        }
    }

    private CompletionStage<Answer> answer(ControlRequest request, Optional<Handle> handle) throws WireException {
        if (request.payload().length > 0 && !request.isJson()) {
            return Said.now(Said.error(Status.UNSUPPORTED_FORMAT, "JSON only (content format 50)"));
        }
        Method method = request.method();
        if (handle.isEmpty()) {
            return switch (method) {
                case POST -> hold(Hold.parse(request.payload()));
                case GET -> totals();
                default -> Said.now(Said.error(Status.METHOD_NOT_ALLOWED, "another method, please"));
            };
        }
        return switch (method) {
            case PUT -> commit(handle.get(), Commit.parse(request.payload()));
            case DELETE -> relay.release(handle.get()).thenApply(nothing -> Said.done(Status.DELETED));
            default -> Said.now(Said.error(Status.METHOD_NOT_ALLOWED, "another method, please"));
        };
    }

    private CompletionStage<Answer> hold(Hold hold) {
        if (isDraining()) {
            return Said.now(Said.unavailable("draining", RETRY_SECONDS));
        }
        HoldRequest request = new HoldRequest(asker.owner(), asker.server(), hold.af(), hold.kbit(), hold.ttl());
        return recent.once(hold, () -> relay.hold(request).thenApply(this::held));
    }

    private Answer held(HoldResult result) {
        if (result instanceof HoldResult.Held yes) {
            held.incrementAndGet();
            return Said.done(Status.CREATED).at(HOLD + Handles.text(yes.handle()));
        }
        int retrySeconds = result instanceof HoldResult.Refused no ? no.retryAfterSeconds() : RETRY_SECONDS;
        return Said.unavailable("no capacity", retrySeconds);
    }

    private CompletionStage<Answer> commit(Handle handle, Commit commit) throws WireException {
        if (commit.a().dial() || commit.b().dial()) {
            throw new WireException("dial: not offered here");
        }
        return relay.commit(handle, new CommitRequest(leg(commit.a()), leg(commit.b())))
                .thenApply(this::committed);
    }

    private static LegRequest leg(CommitLeg leg) {
        return new LegRequest(leg.mode(), leg.hint());
    }

    private Answer committed(CommitResult result) {
        if (result instanceof CommitResult.Granted granted) {
            committed.incrementAndGet();
            Answer answer = Said.of(Status.CHANGED, Grants.encode(relay.description(), granted));
            eraseLater(answer.payload());
            return answer;
        }
        if (result instanceof CommitResult.Conflict) {
            return Said.error(Status.CONFLICT, "committed before with another body");
        }
        if (result instanceof CommitResult.NotOffered) {
            return Said.error(Status.BAD_REQUEST, "mode H, or this hint: not offered here");
        }
        if (result instanceof CommitResult.NoRoom) {
            return Said.unavailable("hint: no relay port is free for it", RETRY_SECONDS);
        }
        return Said.error(Status.NOT_FOUND, "nothing here");
    }

    /** The payload holds two keys; what nobody reads any more must not lie about. */
    private void eraseLater(byte[] payload) {
        try {
            deadlines.after(ERASE_NS, () -> Arrays.fill(payload, (byte) 0));
        } catch (RejectedExecutionException e) {
            // the node stops, or is far over its limits: the heap keeps it until it is collected
        }
    }

    private CompletionStage<Answer> totals() {
        return relay.totals().thenApply(totals -> {
            int live = (int) Math.min(Integer.MAX_VALUE, totals.live());
            int capacity = (int) Math.min(Integer.MAX_VALUE, totals.capacity());
            return Said.of(Status.CONTENT, new NodeTotals(live, capacity, isDraining()).encode());
        });
    }

    private static Answer stopping() {
        return Said.unavailable("stopping", RETRY_SECONDS);
    }
}
