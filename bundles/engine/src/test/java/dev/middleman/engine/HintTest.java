package dev.middleman.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.relay.CommitRequest;
import dev.middleman.api.relay.CommitResult;
import dev.middleman.api.relay.DropReason;
import dev.middleman.api.relay.Handle;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.api.relay.LegRequest;
import dev.middleman.api.relay.Totals;
import dev.middleman.transport.memory.MemoryHost;
import dev.middleman.transport.memory.MemoryNetwork;
import dev.middleman.transport.memory.MemorySocket;
import dev.middleman.wire.knock.KnockType;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Latch mode H: who comes from the address that the KA server saw is taken, nobody else. */
@Timeout(30)
class HintTest {
    private static final Endpoint SEEN = MemoryNetwork.ip4(8, 2, 0, 1);

    private Node node = new Node(Node.hinting(Quotas.defaults(), "20000-20063"));
    private final MemoryHost home = node.network.host(SEEN);

    @AfterEach
    void balance() {
        node.close();
    }

    private void newNode(Quotas quotas, String ports) {
        node.close();
        node = new Node(Node.hinting(quotas, ports));
    }

    private static CommitRequest hinted(Endpoint a, Endpoint b) {
        return new CommitRequest(LegRequest.hinted(a), LegRequest.hinted(b));
    }

    private CommitResult ask(CommitRequest request) {
        return node.now(node.engine.commit(node.hold(), request));
    }

    /** A line whose caller is an unmodified program and whose target knocks. */
    private final class Line {
        private final Handle handle = node.hold();
        private final CommitResult.Granted granted =
                node.commit(handle, new CommitRequest(LegRequest.hinted(SEEN), LegRequest.KNOCK));
        private final Endpoint relay = Node.IP4.withPort(granted.a().ports().get(0));
        private final TestPeer target = node.peer(granted.b());

        Program program(MemorySocket socket) {
            return new Program(socket, relay);
        }
    }

    @Test
    void shouldLatchToTheFirstDatagramFromTheHintedAddress() {
        Line line = new Line();
        Program program = line.program(home.socket());
        node.latch(line.target);
        assertThat(line.target.partnerReady()).isFalse();

        program.say("hello");
        node.settle();
        assertThat(line.target.takePayloads()).containsExactly("hello");
        assertThat(line.target.partnerReady()).isTrue();
        line.target.send(Node.bytes("welcome"));
        node.settle();
        assertThat(program.takeReceived()).containsExactly("welcome");

        Totals totals = node.totals();
        assertThat(totals.live()).isOne();
        assertThat(totals.latched())
                .containsEntry(LatchMode.HINT, 1L)
                .containsEntry(LatchMode.KNOCK, 1L)
                .containsEntry(LatchMode.ARM, 0L);
    }

    @Test
    void shouldNeverLatchToAnotherAddress() {
        Line line = new Line();
        node.latch(line.target);
        Program stranger =
                line.program(node.network.host(MemoryNetwork.ip4(8, 2, 0, 2)).socket());
        stranger.say("I was first");
        node.settle();
        assertThat(line.target.takePayloads()).isEmpty();
        assertThat(node.dropped(DropReason.UNKNOWN_SOURCE)).isOne();
        assertThat(node.totals().live()).isZero();

        line.program(home.socket()).say("it is me");
        node.settle();
        stranger.say("me, too");
        node.settle();
        assertThat(line.target.takePayloads()).containsExactly("it is me");
        assertThat(node.dropped(DropReason.UNKNOWN_SOURCE)).isEqualTo(2);
    }

    @Test
    void shouldNotLatchAtAnotherPortThanTheOneOfTheLine() {
        Line line = new Line();
        for (int port = 20_000; port < 20_064; port++) {
            if (port != line.relay.port()) {
                home.socket().send(Node.IP4.withPort(port), Node.bytes("anybody here?"));
            }
        }
        node.settle();
        assertThat(node.dropped(DropReason.UNKNOWN_SOURCE)).isEqualTo(63);
        assertThat(node.totals().latched()).containsEntry(LatchMode.HINT, 0L);
    }

    @Test
    void shouldFollowAnotherPortOnlyAfterFiveSilentSeconds() {
        Line line = new Line();
        Program program = line.program(home.socket());
        node.latch(line.target);
        program.say("old");
        node.settle();

        program.moveTo(home.socket());
        node.seconds(4.9);
        program.say("too soon");
        node.settle();
        assertThat(line.target.takePayloads()).containsExactly("old");
        assertThat(node.dropped(DropReason.MOVED_TOO_SOON)).isOne();

        node.seconds(0.2);
        program.say("new");
        node.settle();
        line.target.send(Node.bytes("found"));
        node.settle();
        assertThat(line.target.takePayloads()).containsExactly("new");
        assertThat(program.takeReceived()).containsExactly("found");
        assertThat(node.totals().moved()).isOne();
    }

    @Test
    void shouldNotLetAnotherPortInWhileTheOldOneSpeaks() {
        Line line = new Line();
        Program program = line.program(home.socket());
        Program neighbour = line.program(home.socket());
        node.latch(line.target);
        for (int i = 0; i < 10; i++) {
            program.say("on");
            node.settle();
            neighbour.say("in");
            node.seconds(4);
        }
        assertThat(node.dropped(DropReason.MOVED_TOO_SOON)).isEqualTo(10);
        assertThat(node.totals().moved()).isZero();
    }

    @Test
    void shouldGiveEveryLegOfOneAddressARelayPortOfItsOwn() {
        Set<Integer> ports = new HashSet<>();
        for (int i = 0; i < 16; i++) {
            CommitResult.Granted granted = node.commit(node.hold(), hinted(SEEN, SEEN));
            assertThat(granted.a().ports()).hasSize(1);
            ports.addAll(granted.a().ports());
            ports.addAll(granted.b().ports());
        }
        assertThat(ports).hasSize(32);
    }

    @Test
    void shouldChooseNoPortWhereALegIsLatchedFromThatAddress() {
        newNode(Quotas.defaults(), "20000-20001");
        TestPeer knocking = new TestPeer(
                node.network.host(SEEN).socket(), node.commit(node.hold()).a(), Node.IP4);
        node.latch(knocking);
        int taken = knocking.from().port();

        CommitRequest one = new CommitRequest(LegRequest.hinted(SEEN), LegRequest.KNOCK);
        assertThat(node.commit(node.hold(), one).a().ports()).containsExactly(20_001 + 20_000 - taken);
        assertThat(ask(one)).isInstanceOf(CommitResult.NoRoom.class);
    }

    @Test
    void shouldSendWhoKnocksFromTheHintedAddressToAnotherPort() {
        newNode(Quotas.defaults(), "20000");
        Line line = new Line();
        TestPeer other = new TestPeer(
                node.network.host(SEEN).socket(), node.commit(node.hold()).a(), Node.IP4);
        other.send(KnockType.KNOCK);
        node.settle();
        assertThat(other.takeAnswers()).containsExactly(KnockType.BUSY);
        node.latch(line.target);
        assertThat(line.target.takeAnswers())
                .as("other addresses are not concerned")
                .contains(KnockType.OK);
    }

    @Test
    void shouldHaveNoRoomWhenThereIsNoPortAndKeepTheHold() {
        newNode(Quotas.defaults(), "20000");
        Handle handle = node.hold();
        assertThat(node.now(node.engine.commit(handle, hinted(SEEN, SEEN)))).isInstanceOf(CommitResult.NoRoom.class);

        assertThat(node.commit(handle, new CommitRequest(LegRequest.hinted(SEEN), LegRequest.KNOCK))
                        .a()
                        .ports())
                .as("the first leg's claim was given back")
                .containsExactly(20_000);
    }

    @Test
    void shouldCountHintsAmongTheLegsOfASource() {
        newNode(new Quotas(100, 20_000, 5_000, 2, 100, 100, 20_000), "20000-20063");
        Handle both = node.hold();
        node.commit(both, hinted(SEEN, SEEN));
        assertThat(ask(new CommitRequest(LegRequest.KNOCK, LegRequest.hinted(SEEN))))
                .isInstanceOf(CommitResult.NoRoom.class);
        node.now(node.engine.release(both));
        node.commit(node.hold(), hinted(SEEN, SEEN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"9.9.9.9", "10.0.0.1", "127.0.0.1", "224.0.0.1", "0.0.0.0", "192.0.2.1"})
    void shouldNotOfferToBeTiedToAnAddressThatMayNotBeServed(String address) {
        String[] parts = address.split("\\.");
        Endpoint hint = MemoryNetwork.ip4(
                Integer.parseInt(parts[0]),
                Integer.parseInt(parts[1]),
                Integer.parseInt(parts[2]),
                Integer.parseInt(parts[3]));
        assertThat(ask(new CommitRequest(LegRequest.KNOCK, LegRequest.hinted(hint))))
                .isInstanceOf(CommitResult.NotOffered.class);
        assertThat(ask(new CommitRequest(LegRequest.KNOCK, LegRequest.hinted(SEEN))))
                .isInstanceOf(CommitResult.Granted.class);
    }

    @Test
    void shouldAnswerTheSameAgainAndRefuseAnotherHint() {
        Handle handle = node.hold();
        CommitRequest request = new CommitRequest(LegRequest.hinted(SEEN), LegRequest.of(LatchMode.ARM));
        CommitResult.Granted first = node.commit(handle, request);
        CommitResult.Granted again = node.commit(handle, request);
        assertThat(again.a().ports()).isEqualTo(first.a().ports());
        assertThat(again.b().ports()).isEqualTo(first.b().ports());
        assertThat(again.a().sid()).isEqualTo(first.a().sid());

        for (CommitRequest other : new CommitRequest[] {
            Node.KNOCKS,
            new CommitRequest(LatchMode.ARM, LatchMode.ARM),
            new CommitRequest(LegRequest.hinted(MemoryNetwork.ip4(8, 2, 0, 2)), request.b())
        }) {
            assertThat(node.now(node.engine.commit(handle, other))).isInstanceOf(CommitResult.Conflict.class);
        }
    }

    @Test
    void shouldTakeNoKnockForALegThatHasNoAgent() {
        Line line = new Line();
        TestPeer knocking = new TestPeer(home.socket(), line.granted.a(), Node.IP4);
        for (KnockType type : new KnockType[] {KnockType.KNOCK, KnockType.PROOF, KnockType.KEEP, KnockType.BYE}) {
            knocking.send(type);
        }
        node.settle();
        assertThat(knocking.takeAnswers()).isEmpty();
        assertThat(node.dropped(DropReason.KNOCK_REFUSED)).isEqualTo(4);
    }

    @Test
    void shouldTellTheProgramNothingButItsPartnersDatagrams() {
        Line line = new Line();
        Program program = line.program(home.socket());
        node.latch(line.target);
        program.say("hello");
        node.settle();
        node.now(node.engine.release(line.handle));
        node.settle();
        assertThat(line.target.takeAnswers()).endsWith(KnockType.BYE);
        assertThat(program.takeReceived()).isEmpty();
    }

    @Test
    void shouldEndAReservationThatNobodyComesTo() {
        Line line = new Line();
        node.seconds(33);
        line.program(home.socket()).say("too late");
        node.settle();
        assertThat(node.dropped(DropReason.UNKNOWN_SOURCE)).isOne();
        assertThat(node.totals().reserved()).isZero();
        assertThat(node.totals().expired()).isOne();
    }
}
