package dev.middleman.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.middleman.api.relay.Drain;
import dev.middleman.api.relay.Refusal;
import dev.middleman.engine.shard.Terms;
import dev.middleman.transport.memory.MemoryNetwork;
import dev.middleman.wire.knock.KnockType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DrainTest {
    private final Node node = new Node();

    @AfterEach
    void balance() {
        node.close();
    }

    private static EngineSettings.Live live(boolean drain) {
        return new EngineSettings.Live(new Terms(60, 86_400), false, false, drain);
    }

    private void keepAliveFor(Node.Line line, int seconds) {
        for (int i = 0; i < seconds / 10; i++) {
            line.a().send(KnockType.KEEP);
            line.b().send(KnockType.KEEP);
            node.seconds(10);
        }
    }

    @Test
    void shouldOpenNothingSayByeAndEndAllAfterTwoMinutes() {
        Node.Line line = node.line();
        node.engine.change(live(true));
        node.settle();
        assertThat(node.refusalOf(0)).isEqualTo(Refusal.DRAINING);
        assertThat(line.a().takeAnswers()).containsExactly(KnockType.BYE);
        assertThat(line.b().takeAnswers()).containsExactly(KnockType.BYE);
        keepAliveFor(line, 110);
        line.a().send(Node.bytes("x"));
        node.settle();
        assertThat(line.b().takePayloads()).as("sessions go on meanwhile").containsExactly("x");
        keepAliveFor(line, 20);
        assertThat(node.totals().live()).isZero();
    }

    @Test
    void shouldGoOnWhenDrainingIsCalledOff() {
        Node.Line line = node.line();
        node.engine.change(live(true));
        node.engine.change(live(false));
        keepAliveFor(line, 150);
        assertThat(node.totals().live()).isEqualTo(1);
        assertThat(node.refusalOf(0)).isNull();
    }

    @Test
    void shouldGrantTheTimeThatAnOperatorGives() {
        Node.Line line = node.line();
        Drain drain = node.engine.drain();
        assertThat(drain.secondsLeft()).isEmpty();
        drain.begin(30);
        node.settle();
        assertThat(line.a().takeAnswers()).containsExactly(KnockType.BYE);
        keepAliveFor(line, 20);
        assertThat(drain.secondsLeft()).hasValue(10);
        drain.begin(60);
        assertThat(drain.secondsLeft()).hasValue(60);
        keepAliveFor(line, 50);
        assertThat(line.a().takeAnswers()).as("a second BYE").doesNotContain(KnockType.BYE);
        assertThat(node.totals().live()).isEqualTo(1);
        keepAliveFor(line, 20);
        assertThat(node.totals().live()).isZero();
        assertThat(drain.secondsLeft()).hasValue(0);
        assertThat(node.refusalOf(0)).as("drained, and still draining").isEqualTo(Refusal.DRAINING);
        drain.end();
        assertThat(node.refusalOf(0)).isNull();
    }

    @Test
    void shouldKeepDrainingWhenAnotherSettingChanges() {
        node.engine.drain().begin(30);
        node.engine.change(new EngineSettings.Live(new Terms(20, 3_600), false, false, false));
        assertThat(node.refusalOf(0)).isEqualTo(Refusal.DRAINING);
    }

    @Test
    void shouldRefuseATimeThatIsNone() {
        assertThatThrownBy(() -> node.engine.drain().begin(0)).hasMessage("seconds 0 is not in 1..86400");
        assertThatThrownBy(() -> node.engine.drain().begin(86_401)).hasMessage("seconds 86401 is not in 1..86400");
        assertThat(node.refusalOf(0)).isNull();
    }

    @Test
    void shouldGiveNewTermsToNewSessionsOnly() {
        Node.Line old = node.line();
        node.engine.change(new EngineSettings.Live(new Terms(20, 3_600), false, false, false));
        Node.Line young = node.line();
        assertThat(node.commit(young.handle()).idleSeconds()).isEqualTo(20);
        assertThat(node.commit(old.handle()).idleSeconds()).isEqualTo(60);
        node.seconds(25);
        assertThat(node.totals().live()).isEqualTo(1);
        old.a().send(Node.bytes("x"));
        node.settle();
        assertThat(old.b().takePayloads()).containsExactly("x");
    }

    @Test
    void shouldJudgeSourcesByTheRulesOfTheMoment() {
        Node.Line line = node.reserved(0);
        line.a().moveTo(node.network.host(MemoryNetwork.ip4(10, 1, 2, 3)).socket());
        line.a().send(KnockType.KNOCK);
        node.settle();
        assertThat(line.a().takeAnswers()).isEmpty();
        node.engine.change(new EngineSettings.Live(new Terms(60, 86_400), false, true, false));
        line.a().send(KnockType.KNOCK);
        node.settle();
        assertThat(line.a().takeAnswers()).containsExactly(KnockType.CHALLENGE);
    }
}
