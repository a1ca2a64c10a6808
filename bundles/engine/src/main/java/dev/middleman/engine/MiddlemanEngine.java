package dev.middleman.engine;

import dev.middleman.api.memory.TableMemory;
import dev.middleman.api.net.Families;
import dev.middleman.api.relay.CommitRequest;
import dev.middleman.api.relay.CommitResult;
import dev.middleman.api.relay.Drain;
import dev.middleman.api.relay.Handle;
import dev.middleman.api.relay.HoldRequest;
import dev.middleman.api.relay.HoldResult;
import dev.middleman.api.relay.LegRequest;
import dev.middleman.api.relay.Refusal;
import dev.middleman.api.relay.Relay;
import dev.middleman.api.relay.RelayDescription;
import dev.middleman.api.relay.Swap;
import dev.middleman.api.relay.Totals;
import dev.middleman.api.time.TickListener;
import dev.middleman.api.time.Ticks;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.Transport;
import dev.middleman.api.transport.TransportException;
import dev.middleman.engine.shard.Shard;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * One middle-man: shards, and the way of requests to them. Thread-safe. Requests never block; {@link #use}, {@link #lose} and
 * {@link #close} wait for lanes to open and to end, one caller at a time, and must not be called on a lane's thread.
 *
 * <p>Without a transport the sessions are kept for {@value #KEPT_SECONDS} s, so that one transport can take over from
 * another, and are wiped then.
 */
final class MiddlemanEngine implements Relay, TickListener, AutoCloseable {
    static final int KEPT_SECONDS = 10;
    private static final long NS_PER_S = 1_000_000_000L;

    private final EngineSettings settings;
    private final Ticks ticks;
    private final Fleet fleet;
    private final Migration migration;
    private final Admission admission;
    private final Gate gate;
    private final Countdown untilWiped = new Countdown(KEPT_SECONDS * NS_PER_S);
    private final Draining draining;

    private Transport transport;
    private volatile EngineSettings.Live live;
    private volatile boolean online;
    private volatile boolean closed;

    /**
     * @param memory where the tables live
     * @param random cryptographically strong, except in tests
     */
    MiddlemanEngine(EngineSettings settings, Ticks ticks, TableMemory memory, RandomGenerator random) {
        this.settings = settings;
        this.ticks = ticks;
        this.live = settings.live();
        this.admission = new Admission(settings.quotas(), settings.shards(), settings.owners());
        this.gate = new Gate(settings, admission);
        this.fleet = Fleet.build(settings, ticks, memory, random, admission);
        this.migration = new Migration(fleet);
        this.draining = new Draining(ticks, () -> fleet.each(Duties.Kind.GOODBYE, Shard::sendByeToAll));
        if (live.drain()) {
            draining.begin(Drain.USUAL_SECONDS);
        }
    }

    /** Who is asked before a session is opened. */
    Policies policies() {
        return gate.policies();
    }

    /** By command; by configuration see {@link #change}. */
    Drain drain() {
        return draining;
    }

    /**
     * Serves on this transport from now on, in place of the one before. The relay ports stay the same.
     *
     * @return what the swap cost; empty when there was no transport before, or this one already
     * @throws TransportException when a port cannot be bound; then the former transport serves on, if there was one
     */
    synchronized Optional<Swap> use(Transport next) throws TransportException {
        if (closed || next == transport) {
            return Optional.empty();
        }
        if (transport == null) {
            open(next);
            return Optional.empty();
        }
        return Optional.of(swap(next));
    }

    /** Moves to the next transport, in one way or the other. */
    private Swap swap(Transport next) throws TransportException {
        Transport former = transport;
        long sessions = admission.sessions();
        Optional<LaneSwap.Outcome> moved = move(former, next);
        if (moved.isPresent()) {
            transport = next;
        } else {
            reopen(former, next);
        }
        Swap.Way way = moved.map(LaneSwap.Outcome::way).orElse(Swap.Way.APART);
        return new Swap(
                former.name(),
                next.name(),
                sessions,
                way,
                moved.map(LaneSwap.Outcome::lost).orElse(Lane.UNKNOWN));
    }

    private Optional<LaneSwap.Outcome> move(Transport former, Transport next) throws TransportException {
        try {
            return migration.move(former, next);
        } catch (TransportException | RuntimeException failed) {
            if (!fleet.isSeated()) {
                park();
            }
            throw failed;
        }
    }

    private void reopen(Transport former, Transport next) throws TransportException {
        park();
        try {
            open(next);
        } catch (TransportException | RuntimeException failed) {
            open(former);
            throw failed;
        }
    }

    /** Leaves the transport if it is the one in use; nothing is received until another is used. */
    synchronized void lose(Transport leaving) {
        if (!closed && leaving == transport) {
            park();
        }
    }

    /** The one in use. */
    synchronized Optional<Transport> transport() {
        return Optional.ofNullable(transport);
    }

    private void open(Transport next) throws TransportException {
        try {
            fleet.open(next);
        } catch (TransportException | RuntimeException failed) {
            fleet.park();
            throw failed;
        }
        transport = next;
        untilWiped.stop();
        online = true;
    }

    private void park() {
        if (transport == null) {
            return;
        }
        online = false;
        transport = null;
        untilWiped.start(ticks.nowNs());
        fleet.park();
    }

    /** Changes what can change while sessions are open. */
    synchronized void change(EngineSettings.Live next) {
        boolean changed = next.drain() != live.drain();
        live = next;
        fleet.each(Duties.Kind.TERMS, shard -> shard.judgeBy(settings.rules(next)));
        if (changed && next.drain()) {
            draining.begin(Drain.USUAL_SECONDS);
        } else if (changed) {
            draining.end();
        }
    }

    /** Says BYE to all peers, wipes everything and gives ports and memory back. A second call does nothing. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        online = false;
        transport = null;
        fleet.each(Duties.Kind.GOODBYE, Shard::sayFarewell);
        fleet.retire();
    }

    @Override
    public void onTick(long nowNs) {
        if (closed) {
            return;
        }
        if (untilWiped.isOver(nowNs) || draining.isOver(nowNs)) {
            fleet.wipe();
        }
        fleet.sweep();
        gate.onTick(nowNs, this::totals);
    }

    @Override
    public void onClockJump(long driftNs) {
        if (!closed) {
            fleet.wipe();
        }
    }

    @Override
    public RelayDescription description() {
        Quotas quotas = settings.quotas();
        return new RelayDescription(
                settings.name(),
                settings.addresses().publicIp4(),
                settings.addresses().publicIp6(),
                quotas.maxSessions(),
                quotas.kbitPerSecond(),
                quotas.datagramsPerSecond(),
                settings.live().terms().idleSeconds(),
                settings.modes());
    }

    @Override
    public CompletionStage<HoldResult> hold(HoldRequest request) {
        if (closed) {
            return stopped();
        }
        Admission.Decision decision = decide(request);
        return decision.isRefused() ? Refusals.answer(decision.refusal()) : hold(request, decision);
    }

    private Admission.Decision decide(HoldRequest request) {
        if (draining.isOn()) {
            return gate.refuse(Refusal.DRAINING);
        }
        return online ? gate.decide(request) : gate.refuse(Refusal.NOT_READY);
    }

    private CompletionStage<HoldResult> hold(HoldRequest request, Admission.Decision terms) {
        int owner = request.owner();
        ShardSeat seat = fleet.seat(terms.shard());
        CompletableFuture<HoldResult> answer = new CompletableFuture<>();
        if (seat.execute(() ->
                answer.complete(new HoldResult.Held(seat.shard().hold(owner, terms.limits(), request.ttlSeconds()))))) {
            return answer;
        }
        admission.ledgerOf(terms.shard()).ended(owner, true, terms.limits().kbitPerSecond());
        admission.countRefused();
        return closed ? stopped() : Refusals.answer(Refusal.NOT_READY);
    }

    /** {@inheritDoc} A full command queue answers as if the hold were unknown: the KA server turns to another node. */
    @Override
    public CompletionStage<CommitResult> commit(Handle handle, CommitRequest request) {
        if (!reachable(request.a()) || !reachable(request.b())) {
            return CompletableFuture.completedFuture(new CommitResult.NotOffered());
        }
        ShardSeat seat = fleet.seatOf(handle);
        return ask(seat, s -> s.shard().commit(handle, request, live.terms()), new CommitResult.Unknown());
    }

    /** Whether the node has an address in the family of a hint. */
    private boolean reachable(LegRequest leg) {
        return leg.hint()
                .map(hint -> settings.addresses().families().meets(hint.isIp4() ? Families.IP4 : Families.IP6))
                .orElse(true);
    }

    /** {@inheritDoc} With a full command queue the session is left to its idle time. */
    @Override
    public CompletionStage<Void> release(Handle handle) {
        return ask(
                fleet.seatOf(handle),
                seat -> {
                    seat.shard().release(handle);
                    return null;
                },
                null);
    }

    /** {@inheritDoc} For a shard whose command queue is full, the totals are those that were read last. */
    @Override
    public CompletionStage<Totals> totals() {
        return closed ? stopped() : fleet.totals(admission);
    }

    @Override
    public CompletionStage<List<Totals>> shards() {
        return closed ? stopped() : fleet.shards();
    }

    private <T> CompletionStage<T> ask(ShardSeat seat, Function<ShardSeat, T> question, T otherwise) {
        if (closed) {
            return stopped();
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        if (!seat.execute(() -> answer.complete(question.apply(seat)))) {
            return closed ? stopped() : CompletableFuture.completedFuture(otherwise);
        }
        return answer;
    }

    private static <T> CompletionStage<T> stopped() {
        return CompletableFuture.failedFuture(new CancellationException("this middle-man has stopped"));
    }
}
