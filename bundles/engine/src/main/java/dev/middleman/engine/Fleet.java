package dev.middleman.engine;

import dev.middleman.api.memory.TableMemory;
import dev.middleman.api.relay.Handle;
import dev.middleman.api.relay.Totals;
import dev.middleman.api.time.Ticks;
import dev.middleman.api.transport.LaneSpec;
import dev.middleman.api.transport.PortPlan;
import dev.middleman.api.transport.Transport;
import dev.middleman.api.transport.TransportException;
import dev.middleman.engine.shard.HandleMaker;
import dev.middleman.engine.shard.Outside;
import dev.middleman.engine.shard.Shard;
import dev.middleman.engine.shard.ShardSettings;
import dev.middleman.engine.shard.ShardTotals;
import dev.middleman.engine.table.AllOrNothing;
import dev.middleman.engine.table.SessionTable;
import dev.middleman.engine.table.SourceCounts;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * The shards of one node and the seats they have. Immutable; thread-safe as {@link ShardSeat} is.
 *
 * <p>The remainder of a handle's first half tells the shard, so a request finds its way without a map.
 */
final class Fleet {
    private final EngineSettings settings;
    private final List<ShardSeat> seats;
    private final SourceCounts sources;

    private Fleet(EngineSettings settings, List<ShardSeat> seats, SourceCounts sources) {
        this.settings = settings;
        this.seats = seats;
        this.sources = sources;
    }

    /** @throws IllegalStateException when there is not enough memory; none is taken then */
    static Fleet build(
            EngineSettings settings, Ticks ticks, TableMemory memory, RandomGenerator random, Admission admission) {
        AllOrNothing tables = new AllOrNothing(memory);
        try {
            return fill(settings, ticks, tables, random, admission);
        } catch (RuntimeException | OutOfMemoryError tooMuch) {
            tables.giveBack();
            throw tooMuch;
        }
    }

    private static Fleet fill(
            EngineSettings settings, Ticks ticks, TableMemory memory, RandomGenerator random, Admission admission) {
        Quotas quotas = settings.quotas();
        int shards = settings.shards();
        int sessions = (quotas.maxSessions() + shards - 1) / shards;
        SourceCounts sources = new SourceCounts(memory, sessions * shards, quotas.legsPerSource(), random.nextLong());
        ShardSettings each = new ShardSettings(quotas.macChecksPerSecond(), settings.modes());
        Object lock = new Object();
        List<ShardSeat> seats = IntStream.range(0, shards)
                .mapToObj(index -> {
                    SessionTable table = new SessionTable(memory, sessions, each.claims(), sources, random);
                    HandleMaker handles = () -> handleIn(index, shards, random);
                    Outside outside = new Outside(ticks, random, handles, admission.ledgerOf(index));
                    return new ShardSeat(new Shard(table, each, settings.rules(settings.live()), outside), lock);
                })
                .toList();
        return new Fleet(settings, seats, sources);
    }

    /** A random handle; its first half is rounded down to a multiple of the shards, plus the shard. */
    private static Handle handleIn(int shard, int shards, RandomGenerator random) {
        long any = random.nextLong() & Long.MAX_VALUE;
        return new Handle(any / shards * shards + shard, random.nextLong());
    }

    /** One for each shard. */
    List<ShardSeat> seats() {
        return seats;
    }

    ShardSeat seat(int index) {
        return seats.get(index);
    }

    /** The seat of the shard that made this handle; some seat for any other handle. */
    ShardSeat seatOf(Handle handle) {
        return seats.get((int) Long.remainderUnsigned(handle.high(), seats.size()));
    }

    void open(Transport transport) throws TransportException {
        for (int i = 0; i < seats.size(); i++) {
            seats.get(i).open(transport, spec(i));
        }
    }

    /** Whether every shard has a lane that serves. */
    boolean isSeated() {
        return seats.stream().allMatch(ShardSeat::isSeated);
    }

    /** What a lane of this shard binds. */
    LaneSpec spec(int shard) {
        Addresses addresses = settings.addresses();
        PortPlan plan = settings.ports().split(seats.size()).get(shard);
        String name = settings.name() + "/shard-" + shard;
        return new LaneSpec(name, addresses.ip4(), addresses.ip6(), plan, settings.socketBufferBytes());
    }

    /** @throws IllegalStateException when a lane's thread does not end; the other shards are parked all the same */
    void park() {
        forAll(ShardSeat::park);
    }

    /**
     * Wipes everything and gives the memory back.
     *
     * @throws IllegalStateException when a lane's thread does not end; the other shards are wiped all the same
     */
    void retire() {
        forAll(ShardSeat::retire);
        sources.release();
    }

    private void forAll(Consumer<ShardSeat> action) {
        RuntimeException first = null;
        for (ShardSeat seat : seats) {
            try {
                action.accept(seat);
            } catch (RuntimeException failed) {
                first = first == null ? failed : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /** Does something on every shard's thread; where its queue is full, at the first tick when it has room. */
    void each(Duties.Kind kind, Consumer<Shard> action) {
        seats.forEach(seat -> seat.require(kind, action));
    }

    void sweep() {
        seats.forEach(ShardSeat::requestSweep);
    }

    void wipe() {
        seats.forEach(ShardSeat::requestWipe);
    }

    /** Reads every shard on its own thread. */
    CompletionStage<Totals> totals(Admission admission) {
        return read().thenApply(all -> {
            ShardTotals sum = all.stream().reduce(ShardTotals::plus).orElseThrow();
            return NodeTotals.of(
                    sum,
                    admission.refused(),
                    settings.quotas().maxSessions(),
                    seats.size(),
                    settings.ports().count());
        });
    }

    /** The same, each for itself. */
    CompletionStage<List<Totals>> shards() {
        return read().thenApply(all -> IntStream.range(0, all.size())
                .mapToObj(shard -> NodeTotals.of(
                        all.get(shard),
                        0,
                        sessionsOfShard(),
                        1,
                        spec(shard).ports().count()))
                .toList());
    }

    private CompletionStage<List<ShardTotals>> read() {
        List<CompletableFuture<ShardTotals>> all =
                seats.stream().map(Fleet::totalsOf).toList();
        return CompletableFuture.allOf(all.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> all.stream().map(CompletableFuture::join).toList());
    }

    private int sessionsOfShard() {
        int shards = seats.size();
        return (settings.quotas().maxSessions() + shards - 1) / shards;
    }

    private static CompletableFuture<ShardTotals> totalsOf(ShardSeat seat) {
        CompletableFuture<ShardTotals> answer = new CompletableFuture<>();
        if (!seat.execute(() -> answer.complete(seat.readTotals()))) {
            answer.complete(seat.lastTotals());
        }
        return answer;
    }
}
