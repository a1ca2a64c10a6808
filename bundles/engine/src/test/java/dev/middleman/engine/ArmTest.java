package dev.middleman.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.relay.CommitRequest;
import dev.middleman.api.relay.CommitResult;
import dev.middleman.api.relay.DropReason;
import dev.middleman.api.relay.Handle;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.transport.memory.MemoryHost;
import dev.middleman.transport.memory.MemoryNetwork;
import dev.middleman.transport.memory.MemorySocket;
import dev.middleman.wire.knock.KnockFrame;
import dev.middleman.wire.knock.KnockType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Latch mode A: an agent proves its address, and the first datagram of the program beside it ties the leg. */
@Timeout(30)
class ArmTest {
    private static final CommitRequest ARMED = new CommitRequest(LatchMode.ARM, LatchMode.KNOCK);
    private static final Endpoint HOME = MemoryNetwork.ip4(8, 3, 0, 1);

    private Node node = new Node();
    private MemoryHost home = node.network.host(HOME);

    @AfterEach
    void balance() {
        node.close();
    }

    private void newNode(Quotas quotas, String ports) {
        node.close();
        node = new Node(quotas, 1, ports);
        home = node.network.host(HOME);
    }

    /** A line whose caller is a program with an agent, and whose target knocks. */
    private final class Line {
        private final Handle handle = node.hold();
        private final CommitResult.Granted granted = node.commit(handle, ARMED);
        private final Endpoint relay = Node.IP4.withPort(granted.a().ports().get(0));
        private final TestPeer agent = new TestPeer(home.socket(), granted.a(), Node.IP4).asAgent();
        private final TestPeer target = node.peer(granted.b());

        Line latched() {
            node.latch(agent);
            program(home.socket(51_820)).say("first");
            node.latch(target);
            agent.takeAnswers();
            target.takeAnswers();
            return this;
        }

        Program program(MemorySocket socket) {
            return new Program(socket, relay);
        }
    }

    @Test
    void shouldLatchToTheFirstDatagramFromTheArmedAddress() {
        Line line = new Line();
        node.latch(line.target);
        node.latch(line.agent);
        assertThat(line.agent.takeAnswers()).containsExactly(KnockType.CHALLENGE, KnockType.OK);
        assertThat(line.agent.armed()).isTrue();
        assertThat(line.target.partnerReady()).isFalse();

        Program program = line.program(home.socket(51_820));
        program.say("hello");
        node.settle();
        assertThat(line.target.takePayloads()).containsExactly("hello");
        assertThat(line.target.partnerReady()).isTrue();
        assertThat(line.agent.takeAnswers()).as("the agent is told").containsExactly(KnockType.OK);
        assertThat(line.agent.armed()).isFalse();
        assertThat(line.agent.partnerReady()).isTrue();

        line.target.send(Node.bytes("welcome"));
        node.settle();
        assertThat(program.takeReceived()).containsExactly("welcome");
        assertThat(node.totals().latched()).containsEntry(LatchMode.ARM, 1L).containsEntry(LatchMode.KNOCK, 1L);
    }

    @Test
    void shouldNeverLatchToAnotherAddress() {
        Line line = new Line();
        node.latch(line.target);
        Program stranger =
                line.program(node.network.host(MemoryNetwork.ip4(8, 3, 0, 2)).socket());
        stranger.say("before it is armed");
        node.latch(line.agent);
        stranger.say("while it is armed");
        node.settle();
        assertThat(line.target.takePayloads()).isEmpty();
        assertThat(node.dropped(DropReason.UNKNOWN_SOURCE)).isEqualTo(2);
        assertThat(node.totals().latched()).containsEntry(LatchMode.ARM, 0L);

        line.program(home.socket()).say("it is me");
        node.settle();
        assertThat(line.target.takePayloads()).containsExactly("it is me");
    }

    @Test
    void shouldNotLatchAtAnotherPortThanTheAgentKnockedAt() {
        Line line = new Line();
        node.latch(line.agent);
        home.socket().send(line.relay.withPort(line.granted.a().ports().get(1)), Node.bytes("is it here?"));
        node.settle();
        assertThat(node.dropped(DropReason.UNKNOWN_SOURCE)).isOne();
        assertThat(node.totals().latched()).containsEntry(LatchMode.ARM, 0L);
    }

    @Test
    void shouldStayArmedForTenSecondsAndNoLonger() {
        Line line = new Line();
        node.latch(line.target);
        node.latch(line.agent);
        node.seconds(10.1);
        Program program = line.program(home.socket());
        program.say("too late");
        node.settle();
        assertThat(line.target.takePayloads()).isEmpty();
        assertThat(node.dropped(DropReason.NOT_ARMED)).isOne();

        node.latch(line.agent);
        node.seconds(9.8);
        program.say("in time");
        node.settle();
        assertThat(line.target.takePayloads()).containsExactly("in time");
    }

    @Test
    void shouldNotStayArmedByKeepAlone() {
        Line line = new Line();
        node.latch(line.target);
        node.latch(line.agent);
        node.seconds(6);
        line.agent.send(KnockType.KEEP);
        node.settle();
        assertThat(line.agent.armed()).isTrue();
        node.seconds(6);
        line.program(home.socket()).say("too late");
        node.settle();
        assertThat(node.dropped(DropReason.NOT_ARMED)).isOne();
    }

    @Test
    void shouldFollowAnotherPortOnlyAfterFiveSilentSeconds() {
        Line line = new Line().latched();
        Program moved = line.program(home.socket());
        node.seconds(4.9);
        moved.say("too soon");
        node.settle();
        assertThat(line.target.takePayloads()).isEmpty();
        assertThat(node.dropped(DropReason.MOVED_TOO_SOON)).isOne();

        node.seconds(0.2);
        moved.say("found");
        node.settle();
        line.target.send(Node.bytes("you, too"));
        node.settle();
        assertThat(line.target.takePayloads()).containsExactly("found");
        assertThat(moved.takeReceived()).containsExactly("you, too");
        assertThat(node.totals().moved()).isOne();
        assertThat(node.totals().live()).isOne();
    }

    @Test
    void shouldNotLetAnotherPortInByAProofWhileTheLegIsLatched() {
        Line line = new Line().latched();
        node.latch(line.agent);
        assertThat(line.agent.armed()).isFalse();
        line.program(home.socket()).say("me, now");
        node.settle();
        assertThat(node.dropped(DropReason.MOVED_TOO_SOON)).isOne();
    }

    @Test
    void shouldLeaveTheOldAddressWhenTheAgentProvesAnotherOne() {
        Line line = new Line().latched();
        MemoryHost away = node.network.host(MemoryNetwork.ip4(8, 3, 0, 9));
        line.agent.moveTo(away.socket());
        node.latch(line.agent);
        long before = node.dropped(DropReason.PARTNER_NOT_READY);
        assertThat(line.agent.armed()).isTrue();
        line.target.send(Node.bytes("to nobody"));
        node.settle();
        assertThat(node.dropped(DropReason.PARTNER_NOT_READY)).isEqualTo(before + 1);
        line.program(home.socket()).say("from where it was");
        node.settle();
        assertThat(node.dropped(DropReason.UNKNOWN_SOURCE)).isOne();

        Program moved = line.program(away.socket());
        moved.say("from where it is");
        node.settle();
        line.target.send(Node.bytes("there you are"));
        node.settle();
        assertThat(line.target.takePayloads()).containsExactly("from where it is");
        assertThat(moved.takeReceived()).containsExactly("there you are");
        assertThat(node.totals().live()).isOne();
    }

    @Test
    void shouldNotCallASessionLiveWhoseOtherLegNeverCame() {
        Line line = new Line();
        node.latch(line.agent);
        line.program(home.socket()).say("first");
        MemoryHost away = node.network.host(MemoryNetwork.ip4(8, 3, 0, 9));
        line.agent.moveTo(away.socket());
        node.latch(line.agent);
        line.program(away.socket()).say("again");
        node.settle();
        assertThat(node.totals().live()).isZero();
        node.latch(line.target);
        assertThat(node.totals().live()).isOne();
    }

    @Test
    void shouldTakeKeepAndByeFromTheAgentsOwnSocketOnly() {
        Line line = new Line().latched();
        TestPeer copy = new TestPeer(home.socket(), line.granted.a(), Node.IP4).asAgent();
        copy.send(copy.frame(KnockType.BYE, KnockFrame.CONTROL, 1_000, 0));
        copy.send(copy.frame(KnockType.KEEP, KnockFrame.CONTROL, 1_001, 0));
        node.settle();
        assertThat(copy.takeAnswers()).containsExactly(KnockType.CHALLENGE);
        assertThat(node.dropped(DropReason.KNOCK_REFUSED)).isOne();
        assertThat(node.totals().live()).isOne();

        line.agent.send(KnockType.KEEP);
        node.settle();
        assertThat(line.agent.takeAnswers()).containsExactly(KnockType.OK);
        line.agent.send(KnockType.BYE);
        node.settle();
        assertThat(line.target.takeAnswers()).containsExactly(KnockType.BYE);
        assertThat(node.totals().live()).isZero();
    }

    @Test
    void shouldFollowTheAgentToAnotherPort() {
        Line line = new Line().latched();
        line.agent.moveTo(home.socket());
        line.agent.send(KnockType.KEEP);
        node.settle();
        line.agent.send(KnockType.PROOF);
        node.settle();
        assertThat(line.agent.takeAnswers()).containsExactly(KnockType.CHALLENGE, KnockType.OK);
        line.agent.send(KnockType.KEEP);
        node.settle();
        assertThat(line.agent.takeAnswers()).containsExactly(KnockType.OK);
        assertThat(line.agent.armed()).as("the leg is latched as before").isFalse();
    }

    @Test
    void shouldLiveAsLongAsTheAgentKeepsIt() {
        Line line = new Line().latched();
        for (int i = 0; i < 6; i++) {
            node.seconds(20);
            line.agent.send(KnockType.KEEP);
            line.target.send(KnockType.KEEP);
        }
        assertThat(node.totals().live()).isOne();
        node.seconds(63);
        assertThat(node.totals().live()).isZero();
    }

    @Test
    void shouldSayByeToTheAgentAndNothingToTheProgram() {
        Line line = new Line();
        node.latch(line.agent);
        Program program = line.program(home.socket());
        program.say("hello");
        node.latch(line.target);
        line.agent.takeAnswers();
        node.now(node.engine.release(line.handle));
        node.settle();
        assertThat(line.agent.takeAnswers()).containsExactly(KnockType.BYE);
        assertThat(program.takeReceived()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"KNOCK", "PROOF", "KEEP", "BYE"})
    void shouldRefuseKnocksWithoutTheAgentsFlag(KnockType type) {
        Line line = new Line().latched();
        line.agent.send(line.agent.frame(type, 0, 1_000, line.agent.cookie()));
        node.settle();
        assertThat(node.dropped(DropReason.KNOCK_REFUSED)).isOne();
        assertThat(line.agent.takeAnswers()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {KnockFrame.CONTROL, KnockFrame.ARM_IP, KnockFrame.ARM_IP | KnockFrame.CONTROL})
    void shouldRefuseTheAgentsFlagsInModeK(int flags) {
        Line line = new Line();
        line.target.send(KnockType.KNOCK);
        node.settle();
        line.target.send(line.target.frame(KnockType.PROOF, flags, 1_000, line.target.cookie()));
        node.settle();
        assertThat(node.dropped(DropReason.KNOCK_REFUSED)).isOne();
        assertThat(node.totals().latched()).containsEntry(LatchMode.KNOCK, 0L);
    }

    @Test
    void shouldArmAtNoPortWhereAnyLegOfThatAddressIs() {
        newNode(Quotas.defaults(), "20000");
        TestPeer knocking = new TestPeer(home.socket(), node.commit(node.hold()).a(), Node.IP4);
        node.latch(knocking);
        Line line = new Line();
        line.agent.send(KnockType.KNOCK);
        node.settle();
        assertThat(line.agent.takeAnswers()).containsExactly(KnockType.BUSY);

        knocking.send(KnockType.BYE);
        node.settle();
        node.latch(line.agent);
        assertThat(line.agent.takeAnswers()).containsExactly(KnockType.CHALLENGE, KnockType.OK);
        Line second = new Line();
        second.agent.send(KnockType.KNOCK);
        node.settle();
        assertThat(second.agent.takeAnswers()).as("one claim is enough").containsExactly(KnockType.BUSY);
    }

    @Test
    void shouldCountAnArmedAddressAmongTheLegsOfItsSource() {
        newNode(new Quotas(100, 20_000, 5_000, 1, 100, 100, 20_000), "20000-20063");
        Line line = new Line();
        node.latch(line.agent);
        assertThat(line.agent.armed()).isTrue();
        Line second = new Line();
        while (second.relay.equals(line.relay)) {
            // At the same port it would be refused for that: ports are drawn.
            second = new Line();
        }
        node.latch(second.agent);
        assertThat(second.agent.takeAnswers()).containsExactly(KnockType.CHALLENGE);
        assertThat(node.dropped(DropReason.KNOCK_OVER_QUOTA)).isOne();
    }

    @Test
    void shouldDropAFrameOfTheLegWhoseMacDoesNotHold() {
        Line line = new Line();
        node.latch(line.agent);
        byte[] forged = line.agent.frame(KnockType.KEEP, KnockFrame.CONTROL, 1_000, 0);
        forged[KnockFrame.BYTES - 1] ^= 1;
        home.socket().send(line.relay, forged);
        node.settle();
        assertThat(node.dropped(DropReason.KNOCK_BAD_MAC)).isOne();
        assertThat(node.totals().latched()).containsEntry(LatchMode.ARM, 0L);
    }
}
