package dev.middleman.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.net.Families;
import dev.middleman.api.relay.CommitResult;
import dev.middleman.api.relay.DropReason;
import dev.middleman.api.relay.Handle;
import dev.middleman.api.relay.HoldRequest;
import dev.middleman.api.relay.HoldResult;
import dev.middleman.engine.shard.Terms;
import dev.middleman.wire.knock.KnockType;
import org.junit.jupiter.api.Test;

/** Every state ends on time: never early, and at most two seconds late. */
class TimersTest {
    private static final double LATE = 2;

    @Test
    void shouldForgetAHoldAfterItsTime() {
        try (Node node = new Node()) {
            Handle handle = hold(node, 3);
            node.seconds(2.9);
            assertThat(node.totals().held()).isEqualTo(1);
            node.seconds(0.1 + LATE);
            assertThat(node.totals().held()).isZero();
            assertThat(node.now(node.engine.commit(handle, Node.KNOCKS))).isInstanceOf(CommitResult.Unknown.class);
            assertThat(node.totals().expired()).as("never was a session").isZero();
        }
    }

    @Test
    void shouldNotCommitAHoldWhoseTimeIsOverEvenBeforeItIsSwept() {
        try (Node node = new Node()) {
            Handle inTime = hold(node, 1);
            node.seconds(0.98);
            node.commit(inTime);
            for (int i = 0; i < 20; i++) {
                Handle late = hold(node, 1);
                node.seconds(1.01);
                assertThat(node.now(node.engine.commit(late, Node.KNOCKS))).isInstanceOf(CommitResult.Unknown.class);
            }
            assertThat(node.totals().held()).isZero();
        }
    }

    @Test
    void shouldForgetAReservationThatNobodyLatchedTo() {
        try (Node node = new Node()) {
            Node.Line line = node.reserved(0);
            node.seconds(29.9);
            line.a().send(KnockType.KNOCK);
            node.settle();
            assertThat(line.a().takeAnswers()).containsExactly(KnockType.CHALLENGE);
            node.seconds(0.1 + LATE);
            assertThat(node.totals().reserved()).isZero();
            assertThat(node.totals().expired()).isEqualTo(1);
            line.a().send(KnockType.KNOCK);
            node.settle();
            assertThat(line.a().takeAnswers()).isEmpty();
            assertThat(node.dropped(DropReason.UNKNOWN_SOURCE)).isEqualTo(1);
        }
    }

    @Test
    void shouldForgetAHalfLatchedSessionThirtySecondsAfterTheFirstLeg() {
        try (Node node = new Node()) {
            Node.Line line = node.reserved(0);
            node.seconds(20);
            node.latch(line.a());
            node.seconds(29.9);
            assertThat(node.totals().reserved()).isEqualTo(1);
            line.a().send(KnockType.KEEP);
            node.settle();
            assertThat(line.a().takeAnswers()).endsWith(KnockType.OK);
            node.seconds(0.1 + LATE);
            assertThat(node.totals().reserved()).isZero();
        }
    }

    @Test
    void shouldEndALiveSessionAtItsHardEndAndSayBye() {
        try (Node node = new Node(Node.settings(Quotas.defaults(), 1, "20000-20063", 0, new Terms(60, 90)))) {
            Node.Line line = node.line();
            for (int i = 0; i < 8; i++) {
                node.seconds(11);
                line.a().send(Node.bytes("x"));
                line.b().send(Node.bytes("y"));
            }
            assertThat(node.totals().live()).isEqualTo(1);
            node.seconds(2 + LATE);
            assertThat(node.totals().live()).isZero();
            assertThat(line.a().takeAnswers()).containsExactly(KnockType.BYE);
            assertThat(line.b().takeAnswers()).containsExactly(KnockType.BYE);
        }
    }

    @Test
    void shouldNotWaitForAPeerBeyondTheHardEnd() {
        try (Node node = new Node(Node.settings(Quotas.defaults(), 1, "20000-20063", 0, new Terms(60, 20)))) {
            Node.Line line = node.reserved(0);
            node.seconds(10);
            node.latch(line.a());
            node.seconds(9.9);
            assertThat(node.totals().reserved()).isEqualTo(1);
            node.seconds(0.1 + LATE);
            assertThat(node.totals().reserved()).isZero();
        }
    }

    @Test
    void shouldEndASessionOfWhichOneLegIsSilentForTwoMinutes() {
        try (Node node = new Node()) {
            Node.Line line = node.line();
            for (int i = 0; i < 11; i++) {
                node.seconds(10.8);
                line.a().send(Node.bytes("x"));
            }
            assertThat(node.totals().live()).as("at 118.8 s").isEqualTo(1);
            node.seconds(1.2 + LATE);
            assertThat(node.totals().live()).isZero();
            assertThat(line.a().takeAnswers()).containsExactly(KnockType.BYE);
        }
    }

    @Test
    void shouldWaitTwiceTheIdleTimeForASilentLegWhenThatIsLonger() {
        try (Node node = new Node(Node.settings(Quotas.defaults(), 1, "20000-20063", 0, new Terms(100, 86_400)))) {
            Node.Line line = node.line();
            for (int i = 0; i < 19; i++) {
                node.seconds(10.4);
                line.a().send(Node.bytes("x"));
            }
            assertThat(node.totals().live()).as("at 197.6 s").isEqualTo(1);
            node.seconds(2.4 + LATE);
            assertThat(node.totals().live()).isZero();
        }
    }

    @Test
    void shouldSayNothingWhenASessionEndsByIdleness() {
        try (Node node = new Node()) {
            Node.Line line = node.line();
            node.seconds(60 + LATE);
            assertThat(node.totals().live()).isZero();
            assertThat(line.a().takeAnswers()).isEmpty();
            assertThat(line.b().takeAnswers()).isEmpty();
        }
    }

    @Test
    void shouldSweepEverySessionOfAFullTableInTime() {
        Quotas quotas = new Quotas(2_000, 20_000, 5_000, 64, 100, 100, 20_000);
        try (Node node = new Node(quotas, 3, "20000-20063")) {
            for (int i = 0; i < 2_000; i++) {
                node.commit(node.hold());
            }
            assertThat(node.totals().reserved()).isEqualTo(2_000);
            node.seconds(29);
            assertThat(node.totals().reserved()).isEqualTo(2_000);
            node.seconds(1 + LATE);
            assertThat(node.totals().reserved()).isZero();
            assertThat(node.totals().expired()).isEqualTo(2_000);
        }
    }

    @Test
    void shouldWipeEverythingOnAClockJump() {
        try (Node node = new Node()) {
            Node.Line line = node.line();
            node.hold();
            node.engine.onClockJump(6_000_000_000L);
            node.settle();
            assertThat(node.totals().live()).isZero();
            assertThat(node.totals().held()).isZero();
            line.a().send(Node.bytes("x"));
            node.settle();
            assertThat(line.b().takePayloads()).isEmpty();
            assertThat(node.line()).as("and serves on").isNotNull();
        }
    }

    private static Handle hold(Node node, int ttlSeconds) {
        HoldResult result = node.now(node.engine.hold(new HoldRequest(0, Families.IP4, 0, ttlSeconds)));
        return ((HoldResult.Held) result).handle();
    }
}
