package dev.middleman.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.memory.TableMemory;
import dev.middleman.api.net.Endpoint;
import dev.middleman.api.net.Families;
import dev.middleman.api.relay.CommitRequest;
import dev.middleman.api.relay.CommitResult;
import dev.middleman.api.relay.DropReason;
import dev.middleman.api.relay.Handle;
import dev.middleman.api.relay.HoldRequest;
import dev.middleman.api.relay.HoldResult;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.api.relay.LegGrant;
import dev.middleman.api.relay.Refusal;
import dev.middleman.api.relay.Totals;
import dev.middleman.api.transport.TransportException;
import dev.middleman.engine.shard.Terms;
import dev.middleman.engine.table.DirectMemory;
import dev.middleman.transport.memory.MemoryNetwork;
import dev.middleman.wire.knock.KnockType;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** A middle-man on a simulated network with hand-turned time, for tests. */
final class Node implements AutoCloseable {
    static final Endpoint IP4 = MemoryNetwork.ip4(9, 9, 9, 9);
    static final Endpoint IP6 = new Endpoint(0x2620_00fe_0000_0000L, 9, 0);
    static final CommitRequest KNOCKS = new CommitRequest(LatchMode.KNOCK, LatchMode.KNOCK);
    static final long TICK_NS = 10_000_000;
    static final long SECOND_NS = 1_000_000_000;

    final MemoryNetwork network = MemoryNetwork.announced();
    final MiddlemanEngine engine;
    private int hosts;

    Node() {
        this(Quotas.defaults(), 1, "20000-20063");
    }

    Node(Quotas quotas, int shards, String ports) {
        this(settings(quotas, shards, ports, 0, new Terms(60, 86_400)));
    }

    Node(EngineSettings settings) {
        this(settings, new DirectMemory());
    }

    Node(EngineSettings settings, TableMemory memory) {
        engine = new MiddlemanEngine(settings, network.clock(), memory, new Random(network.seed()));
        use();
        network.clock().every(TICK_NS, engine);
    }

    static EngineSettings settings(Quotas quotas, int shards, String ports, int owners, Terms terms) {
        Addresses addresses = new Addresses(Optional.of(IP4), Optional.of(IP6), Optional.of(IP4), Optional.of(IP6));
        EngineSettings.Live live = new EngineSettings.Live(terms, false, false, false);
        Set<LatchMode> modes = EnumSet.of(LatchMode.KNOCK, LatchMode.ARM);
        return new EngineSettings("m", shards, addresses, Ports.parse(ports), quotas, 1 << 20, owners, modes, live);
    }

    /** One shard; legs may latch by hint. */
    static EngineSettings hinting(Quotas quotas, String ports) {
        EngineSettings plain = settings(quotas, 1, ports, 0, new Terms(60, 86_400));
        return new EngineSettings(
                plain.name(),
                plain.shards(),
                plain.addresses(),
                plain.ports(),
                plain.quotas(),
                plain.socketBufferBytes(),
                plain.owners(),
                EnumSet.allOf(LatchMode.class),
                plain.live());
    }

    void use() {
        try {
            engine.use(network.transport());
        } catch (TransportException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Lets what is under way arrive. */
    void settle() {
        network.clock().advance(1_000_000);
    }

    void seconds(double seconds) {
        network.clock().advance((long) (seconds * SECOND_NS));
    }

    <T> T now(CompletionStage<T> stage) {
        network.clock().advanceUntil(() -> stage.toCompletableFuture().isDone(), SECOND_NS);
        return stage.toCompletableFuture().getNow(null);
    }

    Handle hold() {
        return hold(0);
    }

    Handle hold(int owner) {
        HoldResult result = now(engine.hold(new HoldRequest(owner, Families.BOTH, 0, 10)));
        assertThat(result).isInstanceOf(HoldResult.Held.class);
        return ((HoldResult.Held) result).handle();
    }

    Refusal refusalOf(HoldRequest request) {
        HoldResult result = now(engine.hold(request));
        return result instanceof HoldResult.Refused refused ? refused.reason() : null;
    }

    Refusal refusalOf(int owner) {
        return refusalOf(new HoldRequest(owner, Families.BOTH, 0, 10));
    }

    CommitResult.Granted commit(Handle handle) {
        return commit(handle, KNOCKS);
    }

    CommitResult.Granted commit(Handle handle, CommitRequest request) {
        CommitResult result = now(engine.commit(handle, request));
        assertThat(result).isInstanceOf(CommitResult.Granted.class);
        return (CommitResult.Granted) result;
    }

    TestPeer peer(LegGrant grant) {
        hosts++;
        return new TestPeer(
                network.host(MemoryNetwork.ip4(8, 1, hosts >> 8, hosts & 0xff)).socket(), grant, IP4);
    }

    /** Knocks and proves. */
    void latch(TestPeer peer) {
        peer.send(KnockType.KNOCK);
        settle();
        peer.send(KnockType.PROOF);
        settle();
    }

    Line line() {
        return line(0);
    }

    /** A session with both legs latched. */
    Line line(int owner) {
        Line line = reserved(owner);
        latch(line.a);
        latch(line.b);
        line.a.takeAnswers();
        line.b.takeAnswers();
        return line;
    }

    /** A session that nobody latched to yet. */
    Line reserved(int owner) {
        Handle handle = hold(owner);
        CommitResult.Granted granted = commit(handle);
        return new Line(handle, peer(granted.a()), peer(granted.b()));
    }

    Totals totals() {
        Totals totals = now(engine.totals());
        assertThat(totals.balanced())
                .as("received = forwarded + knocks + dropped")
                .isTrue();
        return totals;
    }

    long dropped(DropReason reason) {
        return totals().dropped().get(reason);
    }

    @Override
    public void close() {
        totals();
        assertThat(network.clock().lastFailure()).isNull();
        engine.close();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Two peers and what the KA server knows. */
    record Line(Handle handle, TestPeer a, TestPeer b) {}
}
