package dev.middleman.itests.lines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.net.Endpoint;
import dev.middleman.engine.RunningMiddleman;
import dev.middleman.peer.CloseReason;
import dev.middleman.peer.line.Leg;
import dev.middleman.peer.line.LegLine;
import dev.middleman.transport.memory.Link;
import dev.middleman.transport.memory.MemoryNetwork;
import dev.middleman.transport.memory.MemorySocket;
import dev.middleman.transport.memory.Nat;
import dev.middleman.transport.memory.NatType;
import dev.middleman.transport.memory.VirtualClock;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The peer's half of the knock against the real engine's, in virtual time. */
class VirtualLinesTest {
    private static final long SECOND_NS = 1_000_000_000L;
    private static final Endpoint MIDDLEMAN = MemoryNetwork.ip4(9, 9, 9, 9);
    private static final Endpoint ALICE = MemoryNetwork.ip4(8, 1, 1, 1);
    private static final Endpoint BOB = MemoryNetwork.ip4(8, 2, 2, 2);
    private static final Endpoint HOME = MemoryNetwork.ip4(192, 168, 1, 2);

    private final MemoryNetwork network = MemoryNetwork.announced();
    private final VirtualClock clock = network.clock();
    private RunningMiddleman middleman;
    private VirtualPeer alice;
    private VirtualPeer bob;
    private LegLine aliceLine;
    private LegLine bobLine;

    @BeforeEach
    void start() throws Exception {
        middleman = middleman("20000-21023");
    }

    @AfterEach
    void stop() {
        assertThat(clock.lastFailure()).isNull();
        middleman.close();
    }

    @Test
    void shouldCarry64LinesOfOneSocketThroughOneMiddleman() {
        publicPeers();
        List<LegLine> atAlice = new ArrayList<>();
        List<LegLine> atBob = new ArrayList<>();
        int lookUps = 0;
        while (atAlice.size() < 64) {
            lookUps++;
            List<Leg> legs = session();
            LegLine a = alice.open(legs.get(0));
            LegLine b = bob.open(legs.get(1));
            seconds(2);
            if (a.isReady() && b.isReady()) {
                atAlice.add(a);
                atBob.add(b);
            } else {
                // Every port of this introduction was taken by another line of the socket: look up again.
                assertThat(List.of(a, b)).anyMatch(l -> l.closed().equals(java.util.Optional.of(CloseReason.BUSY)));
                // The other side may have got a port, and 64 legs are all that one address may have: until it is given
                // back.
                seconds(31);
            }
        }
        assertThat(lookUps).isLessThan(70);
        assertThat(atAlice.stream().map(LegLine::target)).doesNotHaveDuplicates();
        for (int i = 0; i < 64; i++) {
            send(atAlice.get(i), "to bob " + i);
            send(atBob.get(i), "to alice " + i);
        }
        seconds(1);
        for (int i = 0; i < 64; i++) {
            assertThat(bob.received(atBob.get(i))).containsExactly("to bob " + i);
            assertThat(alice.received(atAlice.get(i))).containsExactly("to alice " + i);
        }
    }

    @Test
    void shouldStayUpForHoursWithNothingButKeeps() {
        publicPeers();
        connect();
        seconds(3 * 3_600);
        assertTalk("still there");
    }

    @ParameterizedTest
    @EnumSource(NatType.class)
    void shouldConnectFromBehindEveryNat(NatType type) {
        alice = new VirtualPeer(clock, network.nat(type, ALICE).host(HOME).socket());
        bob = new VirtualPeer(
                clock, network.nat(NatType.SYMMETRIC, BOB).host(HOME).socket());
        connect();
        assertTalk("through two NATs");
    }

    @ParameterizedTest
    @EnumSource(NatType.class)
    void shouldHealWithin25SecondsWhenTheNatChangesASilentPeersPort(NatType type) {
        Nat nat = network.nat(type, ALICE);
        alice = new VirtualPeer(clock, nat.host(HOME).socket());
        bob = new VirtualPeer(clock, network.host(BOB).socket());
        connect();
        assertTalk("before");
        nat.rebind();
        send(bobLine, "lost");
        seconds(0.1);
        assertThat(alice.received(aliceLine)).doesNotContain("lost"); // the test would notice
        assertHealsWithin25Seconds(() -> send(bobLine, "again"));
    }

    @ParameterizedTest
    @EnumSource(NatType.class)
    void shouldHealWithin25SecondsThoughThePeerKeepsSending(NatType type) {
        Nat nat = network.nat(type, ALICE);
        alice = new VirtualPeer(clock, nat.host(HOME).socket());
        bob = new VirtualPeer(clock, network.host(BOB).socket());
        connect();
        nat.rebind();
        assertHealsWithin25Seconds(() -> {
            send(aliceLine, "a stream that goes on");
            send(bobLine, "again");
        });
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.2, 0.3})
    void shouldConnectOverBadLines(double fault) {
        Link bad = Link.PERFECT
                .withDelayNs(40_000_000)
                .withJitterNs(20_000_000)
                .withLoss(fault / 2)
                .withDuplication(fault)
                .withReordering(fault);
        network.line(ALICE, bad, bad);
        network.line(BOB, bad, bad);
        publicPeers();
        int opened = 0;
        for (int i = 0; i < 20; i++) {
            List<Leg> legs = session();
            LegLine a = alice.open(legs.get(0));
            LegLine b = bob.open(legs.get(1));
            clock.advanceUntil(() -> a.isReady() && b.isReady(), 10 * SECOND_NS);
            opened += a.isReady() && b.isReady() ? 1 : 0;
        }
        assertThat(opened).isGreaterThanOrEqualTo(19); // three knocks in a row may be lost, rarely
    }

    @Test
    void shouldTryTheNextPortWhenOneIsBusy() {
        MemorySocket shared = network.host(ALICE).socket();
        bob = new VirtualPeer(clock, network.host(BOB).socket());
        List<Leg> first = session();
        alice = new VirtualPeer(clock, shared);
        aliceLine = alice.open(first.get(0));
        bob.open(first.get(1));
        seconds(1);
        Endpoint taken = aliceLine.target().orElseThrow();
        // A second program that does not know of the first one's lines, behind the same address and port.
        List<Leg> second = session();
        List<Endpoint> ports = new ArrayList<>(List.of(taken));
        ports.addAll(second.get(0).endpoints());
        VirtualPeer other = new VirtualPeer(clock, shared);
        LegLine otherLine =
                other.open(new Leg(second.get(0).sid(), second.get(0).key(), ports));
        seconds(1);
        assertThat(otherLine.target()).isPresent().isNotEqualTo(aliceLine.target());
        LegLine onlyTaken =
                other.open(new Leg(session().get(0).sid(), session().get(0).key(), List.of(taken)));
        seconds(11);
        assertThat(onlyTaken.closed()).isPresent();
    }

    @Test
    void shouldSayBusyWhenEveryPortIsTaken() throws Exception {
        middleman.close();
        middleman = middleman("20000-20000");
        MemorySocket shared = network.host(ALICE).socket();
        alice = new VirtualPeer(clock, shared);
        bob = new VirtualPeer(clock, network.host(BOB).socket());
        connect();
        VirtualPeer other = new VirtualPeer(clock, shared);
        LegLine second = other.open(session().get(0));
        seconds(1);
        assertThat(second.closed()).contains(CloseReason.BUSY);
        assertThat(aliceLine.isReady()).isTrue();
    }

    @Test
    void shouldNoticeOnBothSidesThatTheMiddlemanDied() {
        publicPeers();
        connect();
        network.cut(MIDDLEMAN);
        seconds(20);
        assertThat(aliceLine.closed()).isEmpty();
        seconds(9);
        assertThat(aliceLine.closed()).contains(CloseReason.MIDDLEMAN_GONE);
        assertThat(bobLine.closed()).contains(CloseReason.MIDDLEMAN_GONE);
    }

    @Test
    void shouldSurviveAnOutageOfTwentySeconds() {
        publicPeers();
        connect();
        network.cut(MIDDLEMAN);
        seconds(20);
        network.heal(MIDDLEMAN);
        seconds(5);
        assertTalk("after the outage");
    }

    @Test
    void shouldPassAGoodbyeOn() {
        publicPeers();
        connect();
        alice.close(aliceLine);
        seconds(0.1);
        assertThat(bobLine.closed()).contains(CloseReason.GOODBYE);
        assertThat(alice.table().size()).isZero();
        assertThat(bob.table().size()).isZero();
    }

    @Test
    void shouldGiveUpOnAPartnerThatNeverComes() {
        publicPeers();
        aliceLine = alice.open(session().get(0));
        seconds(1);
        assertThat(aliceLine.target()).isPresent();
        assertThat(aliceLine.isReady()).isFalse();
        seconds(45);
        assertThat(aliceLine.closed()).isPresent();
    }

    private RunningMiddleman middleman(String ports) throws Exception {
        RunningMiddleman made = new RunningMiddleman("m", MIDDLEMAN, ports, clock, network.transport(), network.seed());
        clock.every(10_000_000, made.ticking());
        return made;
    }

    private void publicPeers() {
        alice = new VirtualPeer(clock, network.host(ALICE).socket());
        bob = new VirtualPeer(clock, network.host(BOB).socket());
    }

    private List<Leg> session() {
        var session = middleman.session().toCompletableFuture();
        assertThat(clock.advanceUntil(session::isDone, SECOND_NS)).isTrue();
        return session.join();
    }

    private void connect() {
        List<Leg> legs = session();
        aliceLine = alice.open(legs.get(0));
        bobLine = bob.open(legs.get(1));
        assertThat(clock.advanceUntil(() -> aliceLine.isReady() && bobLine.isReady(), 3 * SECOND_NS))
                .isTrue();
    }

    private void assertTalk(String text) {
        send(aliceLine, text);
        send(bobLine, text);
        seconds(0.5);
        assertThat(bob.received(bobLine)).contains(text);
        assertThat(alice.received(aliceLine)).contains(text);
    }

    private void assertHealsWithin25Seconds(Runnable everySecond) {
        for (int second = 0; second < 25 && !alice.received(aliceLine).contains("again"); second++) {
            everySecond.run();
            seconds(1);
        }
        assertThat(alice.received(aliceLine)).contains("again");
        assertTalk("healed");
    }

    private static void send(LegLine line, String text) {
        line.send(ByteBuffer.wrap(text.getBytes()));
    }

    private void seconds(double seconds) {
        clock.advance((long) (seconds * SECOND_NS));
    }
}
