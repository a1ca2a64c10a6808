package dev.middleman.ka.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.control.Status;
import dev.middleman.api.policy.Candidate;
import dev.middleman.api.policy.SelectionPolicy;
import dev.middleman.ka.server.FakeMiddleman.Mood;
import dev.middleman.wire.control.Accept;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Who wins, who gets its capacity back, and what happens when a middle-man does not do as it said. */
class RaceTest {
    private static final int TARGET = 7;

    private final House house = new House(House.generous());
    private int caller;
    private Inquirer asked;
    private Inquirer said;

    private record Choosing(long collectNs, ToIntFunction<List<Candidate>> choice) implements SelectionPolicy {
        @Override
        public String name() {
            return "choosing";
        }

        @Override
        public int pick(List<Candidate> offers, RandomGenerator random) {
            return choice.applyAsInt(offers);
        }
    }

    private static final SelectionPolicy LAST_OF_150_MS = new Choosing(150_000_000L, offers -> offers.size() - 1);

    private FakeMiddleman[] three() {
        return new FakeMiddleman[] {
            house.middleman("198.51.100.1"), house.middleman("203.0.113.1"), house.middleman("192.0.2.200")
        };
    }

    /** A look-up that the target consents to. */
    private void race() throws Exception {
        House.Target target = house.target(TARGET, Accept.OPEN);
        asked = house.lookUp("192.0.2." + (1 + caller++ % 200), TARGET);
        said = target.says(target.offer(0), true);
    }

    @Test
    void shouldIntroduceTheFirstToServeAndGiveTheOthersTheirCapacityBack() throws Exception {
        FakeMiddleman[] m = three();
        m[0].holdMs = 30;
        m[1].holdMs = 5;
        m[2].holdMs = 20;

        race();
        house.time.pass(1_000);

        assertThat(asked.line().endpoints()).allMatch(m[1].address()::sameAddress);
        assertThat(m[1].released).isEmpty();
        for (FakeMiddleman loser : List.of(m[0], m[2])) {
            assertThat(loser.committed).isEmpty();
            assertThat(loser.released).isEqualTo(loser.held).hasSize(1);
        }
    }

    @Test
    void shouldCollectAndPickAsThePolicySays() throws Exception {
        FakeMiddleman[] m = three();
        m[0].holdMs = 5;
        m[1].holdMs = 100;
        m[2].holdMs = 400;
        house.selection = LAST_OF_150_MS;

        race();
        house.time.pass(154);
        assertThat(m[1].committed).as("decided early").isEmpty();
        house.time.pass(1_000);

        assertThat(asked.line().endpoints()).allMatch(m[1].address()::sameAddress);
        assertThat(m[0].released).hasSize(1);
        assertThat(m[2].released).as("released by the one who came late").hasSize(1);
    }

    @Test
    void shouldNotWaitLongerThanForTheLastAnswer() throws Exception {
        FakeMiddleman[] m = three();
        m[1].holding = Mood.NO;
        house.selection = LAST_OF_150_MS;
        long startMs = house.time.nowMs();

        race();
        house.time.pass(1_000);

        assertThat(asked.status()).isEqualTo(Status.CREATED);
        assertThat(asked.answeredMs() - startMs).isEqualTo(20);
        assertThat(m[0].committed.size() + m[2].committed.size()).isOne();
    }

    @Test
    void shouldReadThePolicyOncePerLookUpSoThatItCanBeSwapped() throws Exception {
        FakeMiddleman[] m = three();
        m[0].holdMs = 5;
        m[1].holdMs = 100;
        m[2].holding = Mood.NO;
        house.selection = LAST_OF_150_MS;
        race();
        Inquirer underDraw = asked;
        house.selection = null;
        race();
        Inquirer underFirst = asked;
        house.time.pass(1_000);

        assertThat(underDraw.line().endpoints()).allMatch(m[1].address()::sameAddress);
        assertThat(underFirst.line().endpoints()).allMatch(m[0].address()::sameAddress);
        assertThat(underFirst.answeredMs()).isLessThan(underDraw.answeredMs());
    }

    @Test
    void shouldSurviveAPolicyThatThrowsOrPointsNowhere() throws Exception {
        three();
        for (ToIntFunction<List<Candidate>> bad : List.<ToIntFunction<List<Candidate>>>of(
                offers -> 99, offers -> -1, offers -> Integer.parseInt("not a number"))) {
            house.selection = new Choosing(0, bad);
            race();
            house.time.pass(1_000);
            assertThat(asked.status()).isEqualTo(Status.CREATED);
        }
    }

    @Test
    void shouldTakeTheNextBestWhenTheWinnerCannotCommit() throws Exception {
        FakeMiddleman[] m = three();
        m[0].holdMs = 1;
        m[0].committing = Mood.NO;
        m[1].holdMs = 2;
        m[1].committing = Mood.GONE;
        m[2].holdMs = 3;

        race();
        house.time.pass(1_000);

        assertThat(asked.line().endpoints()).allMatch(m[2].address()::sameAddress);
        assertThat(said.line().endpoints()).allMatch(m[2].address()::sameAddress);
        assertThat(m[0].released).isEqualTo(m[0].held);
        assertThat(m[1].released).isEqualTo(m[1].held);
        assertThat(house.core.totals().commitsFailed()).isEqualTo(2);
    }

    @Test
    void shouldTakeTheNextBestWhenTheWinnerFallsSilent() throws Exception {
        FakeMiddleman[] m = three();
        m[0].holdMs = 1;
        m[0].committing = Mood.SILENT;
        m[1].holding = Mood.NO;
        long startMs = house.time.nowMs();

        race();
        house.time.pass(5_000);

        assertThat(asked.line().endpoints()).allMatch(m[2].address()::sameAddress);
        assertThat(asked.answeredMs() - startMs).isEqualTo(1 + 1_000 + 10);
    }

    @Test
    void shouldWaitForALateOfferWhenTheEarlyOneCannotCommit() throws Exception {
        FakeMiddleman[] m = three();
        m[0].committing = Mood.NO;
        m[1].holdMs = 700;
        m[2].holding = Mood.SILENT;

        race();
        house.time.pass(5_000);

        assertThat(asked.line().endpoints()).allMatch(m[1].address()::sameAddress);
    }

    @Test
    void shouldTellBothPeersWhenNobodyServes() throws Exception {
        FakeMiddleman[] m = three();
        m[0].holding = Mood.NO;
        m[1].holding = Mood.GONE;
        m[2].holding = Mood.SILENT;

        race();
        house.time.pass(1_999);
        assertThat(asked.isAnswered()).isFalse();
        house.time.pass(1);

        assertThat(asked.status()).isEqualTo(Status.UNAVAILABLE);
        assertThat(said.status()).isEqualTo(Status.UNAVAILABLE);
        assertThat(house.core.totals().unavailable()).isOne();
    }

    @Test
    void shouldNotBelieveAMiddlemanThatPointsAtAStranger() throws Exception {
        FakeMiddleman[] m = three();
        m[0].holdMs = 1;
        m[0].grantedIp4 = Optional.of(House.ip("192.0.2.66"));
        m[1].holding = Mood.NO;

        race();
        house.time.pass(1_000);

        assertThat(asked.line().endpoints()).allMatch(m[2].address()::sameAddress);
        assertThat(m[0].released).hasSize(1);
    }

    @Test
    void shouldDropAMiddlemanThatMissesTwoHoldsInARow() throws Exception {
        FakeMiddleman[] m = three();
        m[0].holding = Mood.SILENT;
        race();
        house.time.pass(10_000);
        m[0].holding = Mood.YES;
        race();
        house.time.pass(10_000);
        m[0].holding = Mood.SILENT;
        race();
        house.time.pass(10_000);
        assertThat(house.core.totals().middleMen())
                .as("after one miss, an answer, one miss")
                .isEqualTo(3);

        race();
        house.time.pass(10_000);

        assertThat(house.core.totals().middleMen()).isEqualTo(2);
        assertThat(house.core.totals().middleMenDropped()).isOne();
        int holds = m[0].holds.size();
        race();
        house.time.pass(10_000);
        assertThat(m[0].holds).hasSize(holds);
    }

    /** Many look-ups wait at once for a server that is behind: that is one delay, not one for each of them. */
    @Test
    void shouldKeepMiddleMenWhoseAnswersToManyAtOnceComeLate() throws Exception {
        FakeMiddleman[] m = three();
        for (FakeMiddleman late : m) {
            late.holdMs = 3_000;
        }
        for (int i = 0; i < 50; i++) {
            race();
            house.time.pass(100);
        }
        house.time.pass(10_000);
        assertThat(asked.status()).as("while all are late").isEqualTo(Status.UNAVAILABLE);
        assertThat(house.core.totals().middleMenDropped()).isZero();
        for (FakeMiddleman late : m) {
            assertThat(late.released).as("what came late").isEqualTo(late.held).hasSize(50);
            late.holdMs = 10;
        }

        race();
        house.time.pass(1_000);

        assertThat(asked.status()).isEqualTo(Status.CREATED);
    }

    @Test
    void shouldDropAMiddlemanThatStaysSilentAfterItMissedManyAtOnce() throws Exception {
        three()[0].holding = Mood.SILENT;
        for (int i = 0; i < 50; i++) {
            race();
        }
        house.time.pass(10_000);
        assertThat(house.core.totals().middleMenDropped())
                .as("after one moment")
                .isZero();

        race();
        house.time.pass(10_000);

        assertThat(house.core.totals().middleMenDropped()).isOne();
    }

    /** A server that has no room to send more would lose all of its middle-men in a moment. */
    @Test
    void shouldKeepMiddleMenThatItCouldNotAsk() throws Exception {
        FakeMiddleman[] m = three();
        for (FakeMiddleman unreachable : m) {
            unreachable.holding = Mood.GONE;
        }
        for (int i = 0; i < 5; i++) {
            race();
            house.time.pass(1_000);
            assertThat(asked.status()).as("while nobody can be asked").isEqualTo(Status.UNAVAILABLE);
        }
        for (FakeMiddleman reachable : m) {
            reachable.holding = Mood.YES;
        }

        race();
        house.time.pass(1_000);

        assertThat(asked.status()).isEqualTo(Status.CREATED);
        assertThat(house.core.totals().middleMenDropped()).isZero();
    }

    @Test
    void shouldAskThreeAndPreferOtherOperatorsAndNetworks() throws Exception {
        for (int i = 1; i <= 20; i++) {
            house.middleman("198.51.100." + i, "one and the same");
        }
        FakeMiddleman otherOperator = house.middleman("203.0.113.1", "another");
        FakeMiddleman otherNetwork = house.middleman("192.0.2.200", "one and the same");

        race();
        house.time.pass(1_000);

        assertThat(house.holds()).isEqualTo(3);
        assertThat(otherOperator.holds).as("holds of the only other operator").hasSize(1);
        assertThat(otherNetwork.holds)
                .as("holds of the only other network that is left")
                .hasSize(1);
    }

    @Test
    void shouldDrawAllAlikeWhateverTheyDeclare() throws Exception {
        for (int i = 1; i <= 12; i++) {
            house.middleman("198.51." + i + ".1");
        }
        for (int i = 0; i < 400; i++) {
            race();
            house.time.pass(1_000);
        }

        assertThat(house.middleMen).allSatisfy(m -> assertThat(m.holds.size()).isBetween(60, 140)); // 100 on average
    }

    @Test
    void shouldNeverTellALoserAnythingButThatASessionWasWanted() throws Exception {
        FakeMiddleman[] m = three();

        race();
        house.time.pass(1_000);

        assertThat(m[0].holds).hasSize(1);
        assertThat(m[0].holds.get(0).txn()).isNotEqualTo(m[1].holds.get(0).txn());
        assertThat(m[1].holds.get(0).txn()).isNotEqualTo(m[2].holds.get(0).txn());
        assertThat(m[0].holds.get(0).ttl()).isEqualTo(3);
    }
}
