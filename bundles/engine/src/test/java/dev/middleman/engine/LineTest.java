package dev.middleman.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.relay.DropReason;
import dev.middleman.wire.knock.KnockType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The main job: two peers latch and exchange datagrams, and the session ends with its traffic. */
class LineTest {
    private final Node node = new Node();

    @AfterEach
    void balance() {
        node.close();
    }

    @Test
    void shouldCarryDatagramsBothWaysBetweenTwoLatchedPeers() {
        Node.Line line = node.line();
        line.a().send(Node.bytes("hello"));
        line.b().send(Node.bytes("there"));
        line.b().send(new byte[0]);
        node.settle();

        assertThat(line.b().takePayloads()).containsExactly("hello");
        assertThat(line.a().takePayloads()).containsExactly("there", "");
        assertThat(node.totals().forwarded()).isEqualTo(3);
        assertThat(node.totals().forwardedBytes()).isEqualTo(10);
        assertThat(node.totals().knocks()).isEqualTo(4);
        assertThat(node.totals().live()).isEqualTo(1);
    }

    @Test
    void shouldShowEachPeerTheMiddlemansAddressOnly() {
        Node.Line line = node.line();
        line.a().send(Node.bytes("hello"));
        node.settle();
        assertThat(line.b().takePayloads()).hasSize(1);
        assertThat(line.b().from().sameAddress(Node.IP4)).isTrue();
        assertThat(line.b().grant().ports()).contains(line.b().from().port());
    }

    @Test
    void shouldAnswerKnockByChallengeAndProofByOk() {
        Node.Line line = node.reserved(0);
        line.a().send(KnockType.KNOCK);
        node.settle();
        assertThat(line.a().takeAnswers()).containsExactly(KnockType.CHALLENGE);
        assertThat(node.totals().reserved()).isEqualTo(1);
        line.a().send(KnockType.PROOF);
        node.settle();
        assertThat(line.a().takeAnswers()).containsExactly(KnockType.OK);
        assertThat(line.a().partnerReady()).isFalse();
    }

    @Test
    void shouldTellALatchedPeerWhenItsPartnerLatches() {
        Node.Line line = node.reserved(0);
        node.latch(line.a());
        line.a().takeAnswers();
        node.latch(line.b());
        assertThat(line.a().takeAnswers()).containsExactly(KnockType.OK);
        assertThat(line.a().partnerReady()).isTrue();
        assertThat(line.b().takeAnswers()).containsExactly(KnockType.CHALLENGE, KnockType.OK);
        assertThat(line.b().partnerReady()).isTrue();
    }

    @Test
    void shouldEndASessionAtMostTwoSecondsAfterItsIdleTime() {
        Node.Line line = node.line();
        node.seconds(59);
        assertThat(node.totals().live()).isEqualTo(1);
        line.a().send(Node.bytes("x"));
        node.seconds(59.5);
        assertThat(node.totals().live()).isEqualTo(1);
        node.seconds(2.5);
        assertThat(node.totals().live()).isZero();
        assertThat(node.totals().expired()).isEqualTo(1);

        line.a().send(Node.bytes("x"));
        node.settle();
        assertThat(node.dropped(DropReason.UNKNOWN_SOURCE)).isEqualTo(1);
    }
}
