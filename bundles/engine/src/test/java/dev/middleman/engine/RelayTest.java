package dev.middleman.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.middleman.api.net.Families;
import dev.middleman.api.relay.CommitRequest;
import dev.middleman.api.relay.CommitResult;
import dev.middleman.api.relay.Handle;
import dev.middleman.api.relay.HoldRequest;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.api.relay.LegGrant;
import dev.middleman.api.relay.LegRequest;
import dev.middleman.api.relay.Refusal;
import dev.middleman.api.relay.Totals;
import dev.middleman.engine.shard.Terms;
import dev.middleman.transport.memory.MemoryNetwork;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

/** Hold, commit, release, totals: the answers that a KA server gets. */
class RelayTest {

    @Test
    void shouldAnswerARepeatedCommitTheSameAgain() {
        try (Node node = new Node()) {
            Handle handle = node.hold();
            CommitResult.Granted first = node.commit(handle);
            CommitResult.Granted again = node.commit(handle);
            assertSame(again.a(), first.a());
            assertSame(again.b(), first.b());
            assertThat(again.idleSeconds()).isEqualTo(60);
            assertThat(again.expiresSeconds()).isEqualTo(86_400);
            assertThat(node.totals().opened()).isEqualTo(1);
        }
    }

    private static void assertSame(LegGrant one, LegGrant other) {
        assertThat(one.sid()).isEqualTo(other.sid());
        assertThat(one.ports()).isEqualTo(other.ports());
        assertThat(one.key()).isEqualTo(other.key());
    }

    @Test
    void shouldNotOfferHintsUnlessConfiguredAndKeepTheHold() {
        try (Node node = new Node()) {
            Handle handle = node.hold();
            LegRequest hinted = LegRequest.hinted(MemoryNetwork.ip4(8, 1, 0, 1));
            assertThat(node.now(node.engine.commit(handle, new CommitRequest(LegRequest.KNOCK, hinted))))
                    .isInstanceOf(CommitResult.NotOffered.class);
            assertThat(node.now(node.engine.commit(handle, new CommitRequest(hinted, LegRequest.KNOCK))))
                    .isInstanceOf(CommitResult.NotOffered.class);
            node.commit(handle);
            assertThat(node.now(node.engine.commit(handle, new CommitRequest(hinted, hinted))))
                    .isInstanceOf(CommitResult.Conflict.class);
        }
    }

    @Test
    void shouldOfferModeKOnlyUnlessConfigured() throws Exception {
        EngineSettings plain =
                ConfigOf.aNode().with("ports", "20000-20003").with("shards", 1).settings();
        CommitRequest armed = new CommitRequest(LatchMode.KNOCK, LatchMode.ARM);
        try (Node node = new Node(plain)) {
            assertThat(node.engine.description().modes()).containsExactly(LatchMode.KNOCK);
            Handle handle = node.hold();
            assertThat(node.now(node.engine.commit(handle, armed))).isInstanceOf(CommitResult.NotOffered.class);
            node.commit(handle);
        }
        EngineSettings asked = ConfigOf.aNode()
                .with("ports", "20000-20003")
                .with("shards", 1)
                .with("allowAgents", true)
                .settings();
        try (Node node = new Node(asked)) {
            assertThat(node.engine.description().modes()).containsExactlyInAnyOrder(LatchMode.KNOCK, LatchMode.ARM);
            node.commit(node.hold(), armed);
        }
    }

    @Test
    void shouldNotKnowHandlesThatItDidNotGive() {
        try (Node node = new Node(Quotas.defaults(), 3, "20000-20063")) {
            Handle handle = node.hold();
            for (int i = 0; i < 100; i++) {
                Handle other = new Handle(handle.high() + i, handle.low() + 1);
                assertThat(node.now(node.engine.commit(other, Node.KNOCKS))).isInstanceOf(CommitResult.Unknown.class);
                node.now(node.engine.release(other));
            }
            assertThat(node.now(node.engine.commit(new Handle(-1, -1), Node.KNOCKS)))
                    .isInstanceOf(CommitResult.Unknown.class);
            node.commit(handle);
        }
    }

    @Test
    void shouldReleaseAHoldAndASession() {
        try (Node node = new Node()) {
            Handle held = node.hold();
            Node.Line line = node.line();
            assertThat(node.totals().held()).isEqualTo(1);
            assertThat(node.totals().live()).isEqualTo(1);
            node.now(node.engine.release(held));
            node.now(node.engine.release(held));
            node.now(node.engine.release(line.handle()));
            node.settle();
            assertThat(node.totals().held()).isZero();
            assertThat(node.totals().live()).isZero();
            assertThat(line.a().takeAnswers()).containsExactly(dev.middleman.wire.knock.KnockType.BYE);
            line.a().send(Node.bytes("x"));
            node.settle();
            assertThat(line.b().takePayloads()).isEmpty();
        }
    }

    @Test
    void shouldSpreadSessionsOverShardsAndListPortsOfOneShardOnly() {
        try (Node node = new Node(Quotas.defaults(), 4, "20000-20063")) {
            Set<Integer> shardsSeen = new HashSet<>();
            for (int i = 0; i < 12; i++) {
                Handle handle = node.hold();
                CommitResult.Granted granted = node.commit(handle);
                int shard = (granted.a().ports().get(0) - 20_000) / 16;
                shardsSeen.add(shard);
                assertThat(granted.a().ports()).doesNotHaveDuplicates().hasSize(3);
                assertThat(granted.a().ports()).allMatch(port -> (port - 20_000) / 16 == shard);
                assertThat(granted.b().ports()).allMatch(port -> (port - 20_000) / 16 == shard);
                assertThat(Long.remainderUnsigned(handle.high(), 4)).isEqualTo(shard);
            }
            assertThat(shardsSeen).hasSize(4);
            assertThat(node.totals().shards()).isEqualTo(4);
            assertThat(node.totals().ports()).isEqualTo(64);
        }
    }

    @Test
    void shouldWorkWithOnePort() {
        try (Node node = new Node(Quotas.defaults(), 1, "ephemeral:1")) {
            CommitResult.Granted granted = node.commit(node.hold());
            assertThat(granted.a().ports()).hasSize(1).isEqualTo(granted.b().ports());
            assertThat(node.line()).isNotNull();
        }
    }

    @Test
    void shouldRefuseFamiliesThatItDoesNotServe() {
        Addresses onlyIp4 =
                new Addresses(Optional.of(Node.IP4), Optional.empty(), Optional.of(Node.IP4), Optional.empty());
        EngineSettings base = Node.settings(Quotas.defaults(), 1, "20000", 0, new Terms(60, 86_400));
        EngineSettings settings = new EngineSettings(
                "four", 1, onlyIp4, base.ports(), base.quotas(), base.socketBufferBytes(), 0, base.live());
        try (Node node = new Node(settings)) {
            assertThat(node.refusalOf(new HoldRequest(0, Families.IP6, 0, 3))).isEqualTo(Refusal.FAMILY);
            assertThat(node.refusalOf(new HoldRequest(0, Families.BOTH, 0, 3))).isNull();
            assertThat(node.refusalOf(new HoldRequest(0, Families.IP4, 0, 3))).isNull();
            assertThat(node.totals().refused()).isEqualTo(1);
            assertThat(node.engine.description().publicIp6()).isEmpty();
        }
    }

    @Test
    void shouldRefuseMoreBandwidthThanItsOwn() {
        try (Node node = new Node()) {
            assertThat(node.refusalOf(new HoldRequest(0, Families.IP4, 20_001, 3)))
                    .isEqualTo(Refusal.BANDWIDTH);
            assertThat(node.refusalOf(new HoldRequest(0, Families.IP4, 20_000, 3)))
                    .isNull();
        }
    }

    @Test
    void shouldCancelWhatIsAskedAfterItStopped() {
        Node node = new Node();
        Node.Line line = node.line();
        node.engine.close();
        node.engine.close();
        node.settle();
        assertThat(line.a().takeAnswers()).containsExactly(dev.middleman.wire.knock.KnockType.BYE);
        assertThatThrownBy(() -> node.engine.totals().toCompletableFuture().join())
                .isInstanceOfAny(CancellationException.class, CompletionException.class);
        assertThatThrownBy(() -> node.engine
                        .commit(line.handle(), Node.KNOCKS)
                        .toCompletableFuture()
                        .join())
                .isInstanceOfAny(CancellationException.class, CompletionException.class);
        assertThatThrownBy(() -> node.engine
                        .hold(new HoldRequest(0, Families.IP4, 0, 3))
                        .toCompletableFuture()
                        .join())
                .isInstanceOfAny(CancellationException.class, CompletionException.class);
        node.engine.onTick(node.network.clock().nowNs());
        node.engine.onClockJump(1);
    }

    @Test
    void shouldTellTheTotalsOfEveryShard() {
        try (Node node = new Node(Quotas.defaults(), 3, "20000-20063")) {
            node.line();
            node.line();
            List<Totals> shards = node.now(node.engine.shards());
            assertThat(shards).extracting(Totals::live).containsExactlyInAnyOrder(1L, 1L, 0L);
            assertThat(shards).allMatch(Totals::balanced).allMatch(shard -> shard.shards() == 1);
            assertThat(shards.stream().mapToInt(Totals::ports).sum())
                    .isEqualTo(node.totals().ports());
        }
    }

    @Test
    void shouldDescribeItself() {
        try (Node node = new Node()) {
            assertThat(node.engine.description().name()).isEqualTo("m");
            assertThat(node.engine.description().publicIp4()).contains(Node.IP4);
            assertThat(node.engine.description().maxSessions()).isEqualTo(10_000);
            assertThat(node.engine.description().kbitPerSecond()).isEqualTo(20_000);
            assertThat(node.engine.description().datagramsPerSecond()).isEqualTo(5_000);
            assertThat(node.engine.description().maxIdleSeconds()).isEqualTo(60);
        }
    }
}
