package dev.middleman.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.relay.DropReason;
import dev.middleman.transport.memory.MemoryNetwork;
import dev.middleman.transport.memory.MemorySocket;
import dev.middleman.wire.knock.KnockFrame;
import dev.middleman.wire.knock.KnockType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each frame does to a leg, and what it cannot do. */
class LatchingTest {
    private final Node node = new Node();

    @AfterEach
    void balance() {
        node.close();
    }

    private MemorySocket elsewhere() {
        return node.network.host(MemoryNetwork.ip4(8, 8, 8, 8)).socket();
    }

    @Test
    void shouldAnswerAProofAgainWhenTheOkWasLost() {
        Node.Line line = node.line();
        line.a().send(KnockType.PROOF);
        line.a().send(KnockType.PROOF);
        node.settle();
        assertThat(line.a().takeAnswers()).containsExactly(KnockType.OK, KnockType.OK);
        assertThat(line.a().partnerReady()).isTrue();
    }

    @Test
    void shouldGiveEveryFrameTheNextCounter() {
        Node.Line line = node.reserved(0);
        node.latch(line.a());
        assertThat(KnockFrame.counter(line.a().lastAnswer())).isEqualTo(2);
        line.a().send(KnockType.KEEP);
        node.settle();
        assertThat(KnockFrame.counter(line.a().lastAnswer())).isEqualTo(3);
        node.latch(line.b());
        assertThat(KnockFrame.counter(line.a().lastAnswer())).isEqualTo(4);
    }

    @ParameterizedTest
    @EnumSource(names = {"PROOF", "KEEP", "BYE"})
    void shouldDropACopyOfAFrameThatWasAccepted(KnockType type) {
        Node.Line line = node.line();
        byte[] frame = line.a().send(type == KnockType.BYE ? KnockType.KEEP : type);
        node.settle();
        assertThat(line.a().takeAnswers()).containsExactly(KnockType.OK);
        if (type == KnockType.BYE) {
            frame = line.a().frame(KnockType.BYE, 0, line.a().counter(), 0);
        }
        line.a().send(frame);
        node.settle();
        assertThat(line.a().takeAnswers()).isEmpty();
        assertThat(node.dropped(DropReason.KNOCK_REPLAYED)).isEqualTo(1);
        assertThat(node.totals().live()).isEqualTo(1);
    }

    @Test
    void shouldDropAnOldKnockButLetARepeatedOneBeAnswered() {
        Node.Line line = node.reserved(0);
        byte[] knock = line.a().send(KnockType.KNOCK);
        line.a().send(knock);
        node.settle();
        assertThat(line.a().takeAnswers()).as("a KNOCK uses no counter up").hasSize(2);
        line.a().send(KnockType.PROOF);
        node.settle();
        line.a().takeAnswers();
        line.a().send(knock);
        node.settle();
        assertThat(line.a().takeAnswers()).isEmpty();
        assertThat(node.dropped(DropReason.KNOCK_REPLAYED)).isEqualTo(1);
    }

    @Test
    void shouldNotLatchOnACookieThatWasMadeForAnotherSource() {
        Node.Line line = node.reserved(0);
        line.a().send(KnockType.KNOCK);
        node.settle();
        MemorySocket home = line.a().socket();
        line.a().moveTo(elsewhere());
        line.a().send(KnockType.PROOF);
        node.settle();
        assertThat(node.dropped(DropReason.KNOCK_BAD_COOKIE)).isEqualTo(1);
        assertThat(node.totals().reserved()).isEqualTo(1);

        line.a().moveTo(home);
        line.a().send(KnockType.PROOF);
        node.settle();
        assertThat(line.a().takeAnswers())
                .as("the same cookie from its own source")
                .contains(KnockType.OK);
    }

    @Test
    void shouldTakeACookieForOneToTwoMinutes() {
        Node.Line line = node.line();
        line.a().send(KnockType.KNOCK);
        node.settle();
        assertThat(line.a().takeAnswers()).containsExactly(KnockType.CHALLENGE);
        long cookie = line.a().cookie();
        node.seconds(30);
        line.a().send(KnockType.PROOF, line.a().nextCounter(), cookie);
        line.b().send(KnockType.KEEP);
        node.seconds(29);
        line.a().send(KnockType.PROOF, line.a().nextCounter(), cookie);
        node.settle();
        assertThat(line.a().takeAnswers()).containsExactly(KnockType.OK, KnockType.OK);
        for (int i = 0; i < 3; i++) {
            line.a().send(KnockType.KEEP);
            line.b().send(KnockType.KEEP);
            node.seconds(30);
        }
        line.a().takeAnswers();
        line.a().send(KnockType.PROOF, line.a().nextCounter(), cookie);
        node.settle();
        assertThat(line.a().takeAnswers()).isEmpty();
        assertThat(node.dropped(DropReason.KNOCK_BAD_COOKIE)).isEqualTo(1);
    }

    @Test
    void shouldAnswerKeepFromTheLatchedAddressByOkAndCountItAsTraffic() {
        Node.Line line = node.line();
        for (int i = 0; i < 5; i++) {
            node.seconds(40);
            line.a().send(KnockType.KEEP);
            line.b().send(KnockType.KEEP);
        }
        node.settle();
        assertThat(line.a().takeAnswers()).hasSize(5).containsOnly(KnockType.OK);
        assertThat(node.totals().live()).isEqualTo(1);
        node.seconds(63);
        assertThat(node.totals().live()).isZero();
    }

    @Test
    void shouldRebindAtOnceByKeepChallengeProof() {
        Node.Line line = node.line();
        line.a().moveTo(elsewhere());
        line.a().send(Node.bytes("lost"));
        line.a().send(KnockType.KEEP);
        node.settle();
        assertThat(line.a().takeAnswers()).containsExactly(KnockType.CHALLENGE);
        assertThat(node.dropped(DropReason.UNKNOWN_SOURCE)).isEqualTo(1);
        line.a().send(KnockType.PROOF);
        node.settle();
        assertThat(line.a().takeAnswers()).containsExactly(KnockType.OK);
        assertThat(line.a().partnerReady()).isTrue();

        line.a().send(Node.bytes("up"));
        line.b().send(Node.bytes("down"));
        node.settle();
        assertThat(line.b().takePayloads()).containsExactly("up");
        assertThat(line.a().takePayloads()).containsExactly("down");
    }

    @Test
    void shouldForgetTheAddressFromBeforeARebinding() {
        Node.Line line = node.line();
        MemorySocket old = line.a().socket();
        line.a().moveTo(elsewhere());
        node.latch(line.a());
        old.send(Node.IP4.withPort(line.a().grant().ports().get(0)), Node.bytes("ghost"));
        line.b().send(Node.bytes("down"));
        node.settle();
        assertThat(line.b().takePayloads()).isEmpty();
        assertThat(line.a().takePayloads()).containsExactly("down");
        assertThat(node.dropped(DropReason.UNKNOWN_SOURCE)).isEqualTo(1);
    }

    @Test
    void shouldMoveALegToAnotherRelayPort() {
        Node.Line line = node.line();
        int other = line.a().grant().ports().get(1);
        line.a().sendTo(other, line.a().frame(KnockType.KNOCK, 0, line.a().nextCounter(), 0));
        node.settle();
        line.a()
                .sendTo(
                        other,
                        line.a()
                                .frame(
                                        KnockType.PROOF,
                                        0,
                                        line.a().nextCounter(),
                                        line.a().cookie()));
        line.b().send(Node.bytes("down"));
        node.settle();
        assertThat(line.a().takePayloads()).containsExactly("down");
        assertThat(line.a().from().port()).isEqualTo(other);
    }

    @Test
    void shouldEndTheSessionOnByeAndTellThePartner() {
        Node.Line line = node.line();
        line.a().send(KnockType.BYE);
        node.settle();
        assertThat(line.b().takeAnswers()).containsExactly(KnockType.BYE);
        assertThat(line.a().takeAnswers()).as("BYE is never answered").isEmpty();
        assertThat(node.totals().live()).isZero();
        assertThat(node.totals().expired()).isEqualTo(1);
    }

    @Test
    void shouldIgnoreByeFromAnyOtherAddress() {
        Node.Line line = node.line();
        MemorySocket home = line.a().socket();
        line.a().moveTo(elsewhere());
        line.a().send(KnockType.BYE);
        node.settle();
        assertThat(node.totals().live()).isEqualTo(1);
        assertThat(node.dropped(DropReason.KNOCK_REFUSED)).isEqualTo(1);
        line.a().moveTo(home);
        line.a().send(KnockType.BYE);
        node.settle();
        assertThat(node.totals().live()).isZero();
    }

    @ParameterizedTest
    @EnumSource(names = {"CHALLENGE", "OK", "BUSY"})
    void shouldRefuseTypesThatOnlyAMiddlemanSends(KnockType type) {
        Node.Line line = node.line();
        line.a().send(type);
        node.settle();
        assertThat(node.dropped(DropReason.KNOCK_REFUSED)).isEqualTo(1);
        assertThat(line.a().takeAnswers()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {KnockFrame.PARTNER_READY, KnockFrame.DIAL, KnockFrame.ARM_IP, KnockFrame.CONTROL, 0x10})
    void shouldRefuseFlagsThatModeKDoesNotKnow(int flag) {
        Node.Line line = node.line();
        line.a().send(line.a().frame(KnockType.KEEP, flag, line.a().nextCounter(), 0));
        node.settle();
        assertThat(node.dropped(DropReason.KNOCK_REFUSED)).isEqualTo(1);
        line.a().send(KnockType.KEEP);
        node.settle();
        assertThat(line.a().takeAnswers()).containsExactly(KnockType.OK);
    }

    @Test
    void shouldAnswerBusyWhereAnotherLineHasTheSameSourceAndPort() {
        Node.Line one = node.line();
        Node.Line two = node.reserved(0);
        int taken = one.a().grant().ports().get(0);
        int free = two.a().grant().ports().stream()
                .filter(p -> p != taken)
                .findFirst()
                .orElseThrow();
        two.a().moveTo(one.a().socket());
        two.a().sendTo(taken, two.a().frame(KnockType.KNOCK, 0, two.a().nextCounter(), 0));
        node.settle();
        assertThat(two.a().takeAnswers()).containsExactly(KnockType.BUSY);

        two.a().sendTo(free, two.a().frame(KnockType.KNOCK, 0, two.a().nextCounter(), 0));
        node.settle();
        two.a()
                .sendTo(
                        free,
                        two.a()
                                .frame(
                                        KnockType.PROOF,
                                        0,
                                        two.a().nextCounter(),
                                        two.a().cookie()));
        node.settle();
        assertThat(two.a().takeAnswers()).containsExactly(KnockType.CHALLENGE, KnockType.OK);
    }

    @Test
    void shouldAnswerAProofByBusyWhenAnotherLineWasFaster() {
        Node.Line one = node.reserved(0);
        Node.Line two = node.reserved(0);
        MemorySocket shared = one.a().socket();
        int port = one.a().grant().ports().get(0);
        one.a().send(KnockType.KNOCK);
        node.settle();
        two.a().moveTo(shared);
        two.a().sendTo(port, two.a().frame(KnockType.KNOCK, 0, two.a().nextCounter(), 0));
        node.settle();
        assertThat(two.a().takeAnswers()).containsExactly(KnockType.CHALLENGE);
        one.a().moveTo(shared);
        one.a().send(KnockType.PROOF);
        node.settle();
        assertThat(one.a().takeAnswers()).contains(KnockType.OK);
        two.a().moveTo(shared);
        two.a()
                .sendTo(
                        port,
                        two.a()
                                .frame(
                                        KnockType.PROOF,
                                        0,
                                        two.a().nextCounter(),
                                        two.a().cookie()));
        node.settle();
        assertThat(two.a().takeAnswers()).containsExactly(KnockType.BUSY);
    }

    @Test
    void shouldTreat44BytesThatAreNoKnockAsPayload() {
        Node.Line line = node.line();
        byte[] opaque = new byte[KnockFrame.BYTES];
        byte[] forged = line.a().frame(KnockType.KEEP, 0, line.a().nextCounter(), 0);
        forged[43] ^= 1;
        line.a().send(opaque);
        line.a().send(forged);
        node.settle();
        assertThat(line.b().takePayloads()).hasSize(2);
        assertThat(line.a().takeAnswers()).isEmpty();
        assertThat(node.dropped(DropReason.KNOCK_BAD_MAC)).isZero();
    }

    @Test
    void shouldStaySilentToForgedFramesAndUnknownSids() {
        Node.Line line = node.reserved(0);
        byte[] forged = line.a().frame(KnockType.KNOCK, 0, 1, 0);
        forged[43] ^= 1;
        byte[] unknown = line.a().frame(KnockType.KNOCK, 0, 1, 0);
        unknown[0] ^= 1;
        line.a().send(forged);
        line.a().send(unknown);
        line.a().send(new byte[KnockFrame.BYTES]);
        node.settle();
        assertThat(line.a().takeAnswers()).isEmpty();
        assertThat(node.dropped(DropReason.KNOCK_BAD_MAC)).isEqualTo(1);
        assertThat(node.dropped(DropReason.UNKNOWN_SOURCE)).isEqualTo(2);
        line.a().send(KnockType.KNOCK);
        node.settle();
        assertThat(line.a().takeAnswers()).containsExactly(KnockType.CHALLENGE);
    }

    @Test
    void shouldSeeKnocksInATrain() {
        Node.Line line = node.line();
        byte[] train = new byte[3 * KnockFrame.BYTES];
        for (int i = 0; i < 3; i++) {
            byte[] keep = line.a().frame(KnockType.KEEP, 0, line.a().nextCounter(), 0);
            System.arraycopy(keep, 0, train, i * KnockFrame.BYTES, KnockFrame.BYTES);
        }
        line.a().sendTrain(KnockFrame.BYTES, train);
        node.settle();
        assertThat(line.a().takeAnswers()).hasSize(3).containsOnly(KnockType.OK);
    }

    @Test
    void shouldTakeATrainOf44BytesInAllForPayload() {
        Node.Line line = node.line();
        line.a().sendTrain(22, line.a().frame(KnockType.KEEP, 0, line.a().nextCounter(), 0));
        node.settle();
        assertThat(line.b().takePayloads()).hasSize(2);
        assertThat(node.totals().forwarded()).isEqualTo(2);
    }

    @Test
    void shouldDropPayloadWhileThePartnerIsNotLatched() {
        Node.Line line = node.reserved(0);
        node.latch(line.a());
        line.a().send(Node.bytes("early"));
        node.settle();
        assertThat(node.dropped(DropReason.PARTNER_NOT_READY)).isEqualTo(1);
        node.latch(line.b());
        assertThat(line.b().takePayloads()).as("not buffered").isEmpty();
        line.a().send(Node.bytes("late"));
        node.settle();
        assertThat(line.b().takePayloads()).containsExactly("late");
    }

    @Test
    void shouldRefuseSpecialPurposeSources() {
        Node.Line line = node.reserved(0);
        line.a().moveTo(node.network.host(MemoryNetwork.ip4(10, 1, 2, 3)).socket());
        line.a().send(KnockType.KNOCK);
        line.a().send(Node.bytes("payload"));
        node.settle();
        assertThat(line.a().takeAnswers()).isEmpty();
        assertThat(node.dropped(DropReason.FORBIDDEN_SOURCE)).isEqualTo(2);
        line.a().moveTo(elsewhere());
        line.a().send(KnockType.KNOCK);
        node.settle();
        assertThat(line.a().takeAnswers()).containsExactly(KnockType.CHALLENGE);
    }

    @Test
    void shouldJoinAnIp4LegAndAnIp6Leg() {
        Node.Line line = node.reserved(0);
        MemorySocket six = node.network
                .host(new dev.middleman.api.net.Endpoint(0x2a00_0000_0000_0001L, 7, 0))
                .socket();
        TestPeer b = new TestPeer(six, line.b().grant(), Node.IP6);
        node.latch(line.a());
        node.latch(b);
        line.a().send(Node.bytes("to six"));
        b.send(Node.bytes("to four"));
        node.settle();
        assertThat(b.takePayloads()).containsExactly("to six");
        assertThat(line.a().takePayloads()).containsExactly("to four");
        assertThat(b.from().sameAddress(Node.IP6)).isTrue();
    }
}
