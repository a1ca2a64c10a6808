package dev.middleman.ka.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.control.Status;
import dev.middleman.ka.server.FakeMiddleman.Mood;
import dev.middleman.wire.control.Accept;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is tried, when, and what becomes of those through whom nothing comes. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class SelfTestsTest implements Rehearsal {
    private static final int TARGET = 7;

    private final List<Part> parts = new ArrayList<>();
    private final House house = new House(KaSettings.DEFAULTS, Policies.NONE, Optional.of(this));
    private final FakeMiddleman itself = new FakeMiddleman(house.time, House.ip("198.51.100.1"));
    private boolean works = true;
    private long playMs = 50;

    @Override
    public void play(Part a, Part b, Consumer<Boolean> done) {
        parts.add(a);
        parts.add(b);
        boolean well = works;
        house.agenda.may(TimeUnit.MILLISECONDS.toNanos(playMs), () -> done.accept(well));
    }

    private Inquirer register() {
        Inquirer reply = house.register(itself, House.registration(List.of(itself.address()), "x"));
        house.time.pass(0);
        return reply;
    }

    private boolean canBeIntroduced() {
        Inquirer caller = house.lookUp("192.0.2.1", TARGET);
        return !caller.isAnswered(); // otherwise: no middle-man registered
    }

    @Test
    void shouldTryAMiddlemanAsForTwoPeersBeforeItCanBeIntroduced() {
        Inquirer reply = register();
        house.time.pass(69);
        assertThat(reply.isAnswered()).as("welcomed before it was tried").isFalse();
        assertThat(canBeIntroduced()).isFalse();
        house.time.pass(1);

        assertThat(reply.status()).isEqualTo(Status.CREATED);
        assertThat(canBeIntroduced()).isTrue();
        assertThat(parts).extracting(Part::sid).doesNotHaveDuplicates().hasSize(2);
        assertThat(parts).allMatch(part -> part.at().sameAddress(itself.address()));
        assertThat(itself.holds.get(0).ttl()).as("as any other hold").isEqualTo(3);
        assertThat(itself.released).as("the session that was played").isEqualTo(itself.held);
    }

    @Test
    void shouldRefuseOneThroughWhichNothingComesTwice() {
        works = false;
        Inquirer reply = register();
        house.time.pass(600);
        assertThat(reply.isAnswered()).as("after one failure").isFalse();
        house.time.pass(100);

        assertThat(reply.status()).isEqualTo(Status.FORBIDDEN);
        assertThat(canBeIntroduced()).isFalse();
        assertThat(house.core.totals().middleMenDropped()).isOne();
        house.time.pass(3_600_000);
        assertThat(itself.holds).hasSize(2);
        assertThat(house.time.waiting()).isZero();
    }

    @Test
    void shouldForgiveOneLostAttempt() {
        works = false;
        Inquirer reply = register();
        house.time.pass(100);
        works = true;
        house.time.pass(1_000);

        assertThat(reply.status()).isEqualTo(Status.CREATED);
    }

    @Test
    void shouldTryAgainEveryFiveToFifteenMinutesAndLetGoOfWhoeverStoppedForwarding() {
        register();
        house.time.pass(5 * 60_000);
        assertThat(itself.holds).hasSize(1);
        house.time.pass(10 * 60_000 + 1_000);
        assertThat(itself.holds).hasSizeBetween(2, 3);
        assertThat(canBeIntroduced()).isTrue();

        works = false;
        house.time.pass(15 * 60_000 + 10_000);

        assertThat(canBeIntroduced()).isFalse();
        assertThat(house.core.totals().middleMen()).isZero();
    }

    @Test
    void shouldNotHoldItAgainstAMiddlemanThatItIsFull() {
        itself.holding = Mood.NO;
        Inquirer reply = register();
        house.time.pass(20);

        assertThat(reply.status()).isEqualTo(Status.CREATED);
        assertThat(canBeIntroduced()).as("untried").isFalse();
        itself.holding = Mood.YES;
        house.time.pass(11_000);
        assertThat(canBeIntroduced()).as("when it had room").isTrue();
    }

    @Test
    void shouldRefuseTheSilentAndTheLyingWithoutAKnock() {
        itself.holding = Mood.SILENT;
        Inquirer silent = register();
        house.time.pass(11_000);
        itself.holding = Mood.YES;
        itself.grantedIp4 = Optional.of(House.ip("192.0.2.66"));
        Inquirer lying = register();
        house.time.pass(2_000);

        assertThat(silent.status()).isEqualTo(Status.FORBIDDEN);
        assertThat(lying.status()).isEqualTo(Status.FORBIDDEN);
        assertThat(parts).as("knocks at a stranger").isEmpty();
        assertThat(itself.released).isEqualTo(itself.held);
    }

    @Test
    void shouldKeepWhatAMiddlemanShowedWhenItRegistersAgain() {
        register();
        house.time.pass(100);
        playMs = 60_000;
        register();
        assertThat(canBeIntroduced()).isTrue();
    }

    @Test
    void shouldLeaveNoDeadlineBehindWhenClosed() {
        playMs = 0;
        itself.holding = Mood.SILENT;
        register();
        house.target(TARGET, Accept.ASK);
        house.core.close();
        assertThat(house.time.waiting()).isZero();
    }
}
