package dev.middleman.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.middleman.api.net.Families;
import dev.middleman.api.policy.AdmissionPolicy;
import dev.middleman.api.policy.CapacityRequest;
import dev.middleman.api.policy.NodeLoad;
import dev.middleman.api.policy.SessionLimits;
import dev.middleman.api.policy.TrafficGrant;
import dev.middleman.api.policy.TrafficPolicy;
import dev.middleman.api.relay.DropReason;
import dev.middleman.api.relay.HoldRequest;
import dev.middleman.api.relay.HoldResult;
import dev.middleman.api.relay.Refusal;
import dev.middleman.transport.memory.MemoryHost;
import dev.middleman.transport.memory.MemoryNetwork;
import dev.middleman.wire.knock.KnockType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PolicyTest {
    private static final HoldRequest HOLD = new HoldRequest(0, "pin", Families.BOTH, 0, 10);

    private final List<CapacityRequest> asked = new ArrayList<>();

    private AdmissionPolicy saying(Refusal refusal) {
        return admission(request -> Optional.ofNullable(refusal));
    }

    private AdmissionPolicy admission(Function<CapacityRequest, Optional<Refusal>> judge) {
        return new AdmissionPolicy() {
            @Override
            public String name() {
                return "test";
            }

            @Override
            public Optional<Refusal> refusal(CapacityRequest request) {
                asked.add(request);
                return judge.apply(request);
            }
        };
    }

    private TrafficPolicy traffic(Function<CapacityRequest, TrafficGrant> judge) {
        return new TrafficPolicy() {
            @Override
            public String name() {
                return "test";
            }

            @Override
            public TrafficGrant grant(CapacityRequest request) {
                asked.add(request);
                return judge.apply(request);
            }
        };
    }

    private TrafficPolicy granting(int kbit, int datagrams, int legs) {
        return traffic(request -> new TrafficGrant.Granted(new SessionLimits(kbit, datagrams, legs)));
    }

    private static HoldResult hold(Node node) {
        return node.now(node.engine.hold(HOLD));
    }

    @Test
    void shouldRefuseForTheReasonThatThePolicyGivesAndCountIt() {
        try (Node node = new Node()) {
            node.engine.policies().use(saying(Refusal.NOT_SERVED));
            assertThat(hold(node)).isEqualTo(new HoldResult.Refused(Refusal.NOT_SERVED, 3_600));
            node.engine.policies().use(saying(Refusal.BUSY));
            assertThat(hold(node)).isEqualTo(new HoldResult.Refused(Refusal.BUSY, 10));
            node.engine.policies().use(saying(null));
            assertThat(hold(node)).isInstanceOf(HoldResult.Held.class);
            assertThat(node.totals().refused()).isEqualTo(2);
        }
    }

    @Test
    void shouldTellThePolicyWhoAsksForWhatAndHowFullTheNodeIs() {
        try (Node node = new Node()) {
            node.line();
            node.engine.policies().use(saying(null));
            hold(node);
            CapacityRequest request = asked.get(0);
            assertThat(request.middleman()).isEqualTo("m");
            assertThat(request.server()).isEqualTo("pin");
            assertThat(request.limits()).isEqualTo(new SessionLimits(20_000, 5_000, 64));
            assertThat(request.load().sessions()).isEqualTo(1);
            assertThat(request.load().capacity()).isEqualTo(10_000);
            assertThat(request.load().promisedKbitPerSecond()).isEqualTo(20_000);
        }
    }

    @Test
    void shouldTakeBackWhatWasPromisedWhenASessionEnds() {
        try (Node node = new Node()) {
            node.engine.policies().use(saying(null));
            node.engine.policies().use(granting(100, 50, 8));
            Node.Line line = node.line();
            hold(node);
            assertThat(last().promisedKbitPerSecond()).isEqualTo(100);
            node.now(node.engine.release(line.handle()));
            node.seconds(11);
            hold(node);
            assertThat(last().promisedKbitPerSecond()).isZero();
        }
    }

    private NodeLoad last() {
        return asked.get(asked.size() - 1).load();
    }

    @Test
    void shouldMeasureTheLastTenSeconds() {
        try (Node node = new Node()) {
            node.engine.policies().use(saying(null));
            Node.Line line = node.line();
            for (int second = 0; second < 30; second++) {
                for (int i = 0; i < 100; i++) {
                    line.a().send(Node.bytes("x".repeat(100)));
                }
                node.seconds(1);
            }
            hold(node);
            assertThat(last().datagramsPerSecond()).isBetween(95L, 105L);
            assertThat(last().kbitPerSecond()).isBetween(75L, 85L);
            assertThat(last().forwardedBytes()).isBetween(280_000L, 300_000L);
            node.seconds(12);
            hold(node);
            assertThat(last().kbitPerSecond()).isZero();
            assertThat(last().forwardedBytes()).isEqualTo(300_000L);
        }
    }

    @Test
    void shouldHoldASessionToWhatThePolicyGrants() {
        try (Node node = new Node()) {
            Node.Line before = node.line();
            node.engine.policies().use(granting(4_000_000, 20, 64));
            Node.Line after = node.line();
            for (int i = 0; i < 100; i++) {
                before.a().send(Node.bytes("before"));
                after.a().send(Node.bytes("after"));
            }
            node.settle();
            assertThat(node.dropped(DropReason.RATE_DATAGRAMS)).isEqualTo(90);
            node.engine.policies().drop(node.engine.policies().traffic());
            Node.Line then = node.line();
            for (int i = 0; i < 100; i++) {
                then.a().send(Node.bytes("then"));
            }
            node.settle();
            assertThat(node.dropped(DropReason.RATE_DATAGRAMS)).isEqualTo(90);
        }
    }

    @Test
    void shouldNeverGrantMoreThanTheNodesOwn() {
        try (Node node = new Node()) {
            node.engine.policies().use(granting(4_000_000, 4_000_000, 4_000_000));
            node.engine.policies().use(saying(null));
            hold(node);
            assertThat(asked.get(1).limits()).isEqualTo(new SessionLimits(20_000, 5_000, 64));
        }
    }

    @Test
    void shouldLatchNoMoreLegsOfASourceThanThePolicyGrants() {
        try (Node node = new Node()) {
            node.engine.policies().use(granting(100, 100, 2));
            MemoryHost host = node.network.host(MemoryNetwork.ip4(8, 9, 9, 9));
            List<TestPeer> peers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                TestPeer peer =
                        new TestPeer(host.socket(), node.commit(node.hold()).a(), Node.IP4);
                peers.add(peer);
                node.latch(peer);
            }
            assertThat(peers.get(1).takeAnswers()).contains(KnockType.OK);
            assertThat(peers.get(2).takeAnswers()).doesNotContain(KnockType.OK);
            assertThat(node.dropped(DropReason.KNOCK_OVER_QUOTA)).isEqualTo(1);
        }
    }

    @Test
    void shouldRefuseWhenTheTrafficPolicyHasNothingLeftAndNotAskTheOther() {
        try (Node node = new Node()) {
            node.engine.policies().use(traffic(request -> new TrafficGrant.Refused(Refusal.SPENT)));
            node.engine.policies().use(saying(null));
            assertThat(hold(node)).isEqualTo(new HoldResult.Refused(Refusal.SPENT, 3_600));
            assertThat(asked).hasSize(1);
        }
    }

    @Test
    void shouldTakeWhatAPolicyThrowsForANo() {
        try (Node node = new Node()) {
            node.engine.policies().use(admission(request -> {
                throw new NoClassDefFoundError("of a bundle that was updated");
            }));
            assertThat(hold(node)).isEqualTo(new HoldResult.Refused(Refusal.NOT_READY, 2));
            node.engine.policies().use(admission(request -> null));
            assertThat(hold(node)).isEqualTo(new HoldResult.Refused(Refusal.NOT_READY, 2));
            assertThat(node.totals().held()).isZero();
        }
    }

    @Test
    void shouldGoOnWithTheOneThatTookAPolicysPlace() {
        try (Node node = new Node()) {
            AdmissionPolicy former = saying(Refusal.BUSY);
            node.engine.policies().use(former);
            node.engine.policies().use(saying(Refusal.NOT_SERVED));
            node.engine.policies().drop(former);
            assertThat(node.refusalOf(HOLD)).isEqualTo(Refusal.NOT_SERVED);
            node.engine.policies().drop(node.engine.policies().admission());
            assertThat(node.refusalOf(HOLD)).isNull();
        }
    }

    @Test
    void shouldNotMeasureWhileNobodyWantsToKnow() {
        try (Node node = new Node()) {
            Node.Line line = node.line();
            line.a().send(Node.bytes("hello"));
            node.seconds(3);
            node.engine.policies().use(saying(null));
            hold(node);
            assertThat(last().forwardedBytes()).isZero();
            node.seconds(1.1);
            hold(node);
            assertThat(last().forwardedBytes()).isEqualTo(5);
        }
    }

    @Test
    void shouldNameALimitThatIsNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SessionLimits(0, 1, 1))
                .withMessage("kbitPerSecond 0 is less than 1");
    }
}
