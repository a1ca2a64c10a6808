package dev.middleman.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.middleman.api.net.Families;
import dev.middleman.api.relay.CommitResult;
import dev.middleman.api.relay.Handle;
import dev.middleman.api.relay.HoldRequest;
import dev.middleman.api.relay.HoldResult;
import dev.middleman.api.relay.Refusal;
import dev.middleman.api.relay.Swap;
import dev.middleman.api.transport.BurstHandler;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.LaneSpec;
import dev.middleman.api.transport.Transport;
import dev.middleman.api.transport.TransportException;
import dev.middleman.wire.knock.KnockType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sessions outlive the transport that carried them, for ten seconds. */
class TransportSwapTest {
    private final Node node = new Node(Quotas.defaults(), 2, "ephemeral:8");

    @AfterEach
    void balance() {
        node.close();
    }

    /** The same network under another name, so that the engine sees another transport. */
    private Transport another() {
        return new Transport() {
            @Override
            public String name() {
                return "another";
            }

            @Override
            public Lane open(LaneSpec spec, BurstHandler handler) throws TransportException {
                return node.network.transport().open(spec, handler);
            }
        };
    }

    private Transport broken() {
        return new Transport() {
            @Override
            public String name() {
                return "broken";
            }

            @Override
            public Lane open(LaneSpec spec, BurstHandler handler) throws TransportException {
                if (spec.name().endsWith("1")) {
                    throw new TransportException("cannot bind port 1");
                }
                return node.network.transport().open(spec, handler);
            }
        };
    }

    private void carries(Node.Line line) {
        line.a().takePayloads();
        line.b().takePayloads();
        line.a().send(Node.bytes("up"));
        line.b().send(Node.bytes("down"));
        node.settle();
        assertThat(line.b().takePayloads()).containsExactly("up");
        assertThat(line.a().takePayloads()).containsExactly("down");
    }

    @Test
    void shouldGoOnWithLatchesAndPortsOnAnotherTransport() throws TransportException {
        Node.Line line = node.line();
        Node.Line half = node.reserved(0);
        node.latch(half.a());
        List<Integer> ports = line.a().grant().ports();
        carries(line);
        node.engine.use(another());
        carries(line);
        assertThat(node.commit(line.handle()).a().ports()).isEqualTo(ports);
        node.latch(half.b());
        carries(half);
        line.a().send(KnockType.KEEP);
        node.settle();
        assertThat(line.a().takeAnswers()).containsExactly(KnockType.OK);
    }

    /** What is on its way when the ports pass on arrives at the next lane, and what waited at the former one is sent on. */
    @Test
    void shouldLoseNothingAndKeepTheOrderWhenPortsPassOn() throws TransportException {
        Node.Line line = node.line();
        List<String> sent = new ArrayList<>();
        Transport[] transports = {another(), node.network.transport()};
        line.b().takePayloads();
        for (int i = 0; i < 200; i++) {
            sent.add("number " + i);
            line.a().send(Node.bytes(sent.get(i)));
            node.network.clock().advance(i % 7 * 10_000);
            if (i % 10 == 5) {
                Swap swap = node.engine.use(transports[i / 10 % 2]).orElseThrow();
                assertThat(swap.way()).isEqualTo(Swap.Way.STEERED);
                assertThat(swap.sessions()).isEqualTo(1);
                assertThat(swap.lost()).isZero();
            }
        }
        node.settle();
        assertThat(line.b().takePayloads()).isEqualTo(sent);
        assertThat(node.totals().forwarded()).isEqualTo(sent.size());
    }

    @Test
    void shouldAnswerWhatWasAskedBeforeThePortsPassOn() throws TransportException {
        CompletionStage<HoldResult> before = node.engine.hold(new HoldRequest(0, Families.BOTH, 0, 10));
        node.engine.use(another());
        assertThat(node.now(before)).isInstanceOf(HoldResult.Held.class);
        assertThat(node.refusalOf(0)).isNull();
    }

    @Test
    void shouldSwapOneAfterTheOtherWhereOneCannotShare() throws TransportException {
        Node.Line line = node.line();
        Swap swap = node.engine.use(new NotSharing(node.network.transport())).orElseThrow();
        assertThat(swap.way()).isEqualTo(Swap.Way.APART);
        assertThat(swap.lost()).isEqualTo(Lane.UNKNOWN);
        carries(line);
        assertThat(node.engine.use(node.network.transport()).orElseThrow().way())
                .isEqualTo(Swap.Way.APART);
        carries(line);
    }

    @Test
    void shouldKeepSessionsTenSecondsWithoutATransport() {
        Node.Line line = node.line();
        node.engine.lose(node.network.transport());
        line.a().send(Node.bytes("lost"));
        node.seconds(9.9);
        assertThat(line.b().takePayloads()).isEmpty();
        assertThat(node.totals().live()).isEqualTo(1);
        assertThat(node.refusalOf(0)).isEqualTo(Refusal.NOT_READY);
        node.use();
        carries(line);
    }

    @Test
    void shouldWipeAfterTenSecondsWithoutATransport() {
        Node.Line line = node.line();
        Handle held = node.hold();
        node.engine.lose(node.network.transport());
        node.seconds(10.1);
        assertThat(node.totals().live()).isZero();
        assertThat(node.totals().held()).isZero();
        assertThat(node.now(node.engine.commit(held, Node.KNOCKS))).isInstanceOf(CommitResult.Unknown.class);
        node.use();
        line.a().send(Node.bytes("x"));
        node.settle();
        assertThat(line.b().takePayloads()).isEmpty();
        carries(node.line());
    }

    @Test
    void shouldStillCommitReleaseAndExpireWhileThereIsNoTransport() {
        Handle held = node.hold();
        Handle dropped = node.hold();
        Node.Line line = node.line();
        node.engine.lose(node.network.transport());
        CommitResult.Granted granted = node.commit(held);
        node.now(node.engine.release(dropped));
        assertThat(node.totals().held()).isZero();
        assertThat(node.totals().reserved()).isEqualTo(1);
        node.seconds(5);
        node.use();
        TestPeer late = node.peer(granted.a());
        node.latch(late);
        assertThat(late.takeAnswers()).containsExactly(KnockType.CHALLENGE, KnockType.OK);
        carries(line);
        node.seconds(62);
        assertThat(node.totals().live()).isZero();
    }

    @Test
    void shouldStayOnTheFormerTransportWhenTheNextCannotBind() {
        Node.Line line = node.line();
        assertThatThrownBy(() -> node.engine.use(broken()))
                .isInstanceOf(TransportException.class)
                .hasMessage("cannot bind port 1");
        carries(line);
        assertThat(node.refusalOf(0)).isNull();
    }

    @Test
    void shouldIgnoreThatATransportLeavesWhichItDoesNotUse() throws TransportException {
        Node.Line line = node.line();
        Transport former = node.network.transport();
        node.engine.use(another());
        node.engine.lose(former);
        carries(line);
    }

    @Test
    void shouldNotServeBeforeThereIsATransport() {
        EngineSettings settings =
                Node.settings(Quotas.defaults(), 1, "ephemeral:1", 0, new dev.middleman.engine.shard.Terms(60, 90));
        try (MiddlemanEngine engine = new MiddlemanEngine(
                settings,
                node.network.clock(),
                new dev.middleman.engine.table.DirectMemory(),
                new java.util.Random(1))) {
            assertThat(engine.hold(new dev.middleman.api.relay.HoldRequest(0, dev.middleman.api.net.Families.IP4, 0, 3))
                            .toCompletableFuture()
                            .join())
                    .isInstanceOf(dev.middleman.api.relay.HoldResult.Refused.class);
            engine.onTick(node.network.clock().nowNs());
            assertThat(engine.totals().toCompletableFuture().join().refused()).isEqualTo(1);
        }
    }
}
