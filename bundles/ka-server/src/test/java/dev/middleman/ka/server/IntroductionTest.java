package dev.middleman.ka.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.control.Status;
import dev.middleman.api.net.Endpoint;
import dev.middleman.api.net.Families;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.wire.control.Accept;
import dev.middleman.wire.control.Line;
import dev.middleman.wire.control.LookUp;
import dev.middleman.wire.control.TargetAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** From a look-up to two LINEs, and to the erasure of everything about it. */
class IntroductionTest {
    private static final String CALLER = "192.0.2.1";
    private static final int TARGET = 7;

    private final House house = new House(House.generous());

    @Test
    void shouldGiveBothPeersTheirLegOfTheMiddlemanAndTheOthersBlob() throws Exception {
        FakeMiddleman middleman = house.middleman("198.51.100.1");
        House.Target target = house.target(TARGET, Accept.OPEN);
        Inquirer caller = house.lookUp(CALLER, TARGET);
        assertThat(target.inbox().inbox().offers()).hasSize(1).first().satisfies(offer -> {
            assertThat(offer.blob()).isEqualTo(House.CALLER_BLOB);
            assertThat(offer.expires()).isEqualTo(8);
        });

        Inquirer said = target.says(target.offer(0), true);
        house.time.pass(100);

        assertThat(caller.status()).isEqualTo(Status.CREATED);
        assertThat(said.status()).isEqualTo(Status.CHANGED);
        Line a = caller.line();
        Line b = said.line();
        assertThat(a.role()).isEqualTo('a');
        assertThat(b.role()).isEqualTo('b');
        assertThat(a.blob()).isEqualTo(House.TARGET_BLOB);
        assertThat(b.blob()).isEqualTo(House.CALLER_BLOB);
        assertThat(a.endpoints())
                .containsExactly(
                        middleman.address().withPort(20_001),
                        middleman.address().withPort(20_002),
                        middleman.address().withPort(20_003));
        assertThat(a.sid()).isNotEqualTo(b.sid());
        assertThat(a.key()).isNotEqualTo(b.key());
        assertThat(a.mode()).isEqualTo(LatchMode.KNOCK);
        assertThat(a.idle()).isEqualTo(60);
        assertThat(a.expires()).isEqualTo(86_400);
        assertThat(target.offers()).as("open offers").isZero();
    }

    @Test
    void shouldGiveEachPeerTheFamiliesThatItCanUse() throws Exception {
        House house = trusting();
        FakeMiddleman middleman = dualStack(house);
        House.Target target = house.target(TARGET, Accept.OPEN, Families.IP6);
        Inquirer caller = house.lookUp(CALLER, house.lookUpOf(TARGET, Families.IP4, List.of()));

        Inquirer said =
                target.says(target.offer(0), new TargetAnswer(true, House.TARGET_BLOB, Families.IP6, LatchMode.KNOCK));
        house.time.pass(100);

        assertThat(caller.line().endpoints()).hasSize(3).allMatch(Endpoint::isIp4);
        assertThat(said.line().endpoints()).hasSize(3).noneMatch(Endpoint::isIp4);
        assertThat(middleman.holds.get(0).af()).isEqualTo(Families.BOTH);
    }

    @Test
    void shouldLetTheFamiliesTakeTurnsWhereAPeerHasBoth() throws Exception {
        House house = trusting();
        dualStack(house);
        House.Target target = house.target(TARGET, Accept.OPEN);
        Inquirer caller = house.lookUp(CALLER, TARGET);

        target.says(target.offer(0), true);
        house.time.pass(100);

        assertThat(caller.line().endpoints())
                .extracting(Endpoint::isIp4)
                .containsExactly(false, true, false, true, false, true);
    }

    /** A middle-man that is seen at its IPv6 address and announces both. */
    private static FakeMiddleman dualStack(House house) {
        FakeMiddleman fake = new FakeMiddleman(house.time, House.ip("2001:db8::1"));
        fake.grantedIp4 = Optional.of(House.ip("198.51.100.1"));
        house.register(fake, House.registration(List.of(fake.address(), House.ip("198.51.100.1")), "x"));
        return fake;
    }

    private static House trusting() {
        return new House(new KaSettings(
                KaSettings.Waits.DEFAULTS, KaSettings.Rates.DEFAULTS, KaSettings.Sizes.DEFAULTS, 3, 30, true));
    }

    @Test
    void shouldTellBothWhenNoMiddlemanServesFamiliesOfBoth() throws Exception {
        house.middleman("198.51.100.1");
        House.Target target = house.target(TARGET, Accept.OPEN, Families.IP6);
        Inquirer caller = house.lookUp(CALLER, house.lookUpOf(TARGET, Families.IP4, List.of()));

        Inquirer said =
                target.says(target.offer(0), new TargetAnswer(true, House.TARGET_BLOB, Families.IP6, LatchMode.KNOCK));

        assertThat(said.status()).isEqualTo(Status.UNAVAILABLE);
        assertThat(caller.status()).isEqualTo(Status.UNAVAILABLE);
        assertThat(caller.answer().maxAgeSeconds()).isPositive();
    }

    @Test
    void shouldPassOverWhomTheCallerAvoids() throws Exception {
        FakeMiddleman avoided = house.middleman("198.51.100.1");
        FakeMiddleman other = house.middleman("203.0.113.1");
        House.Target target = house.target(TARGET, Accept.OPEN);
        Inquirer caller = house.lookUp(
                CALLER,
                house.lookUpOf(TARGET, Families.BOTH, List.of(avoided.address().withPort(20_777))));

        target.says(target.offer(0), true);
        house.time.pass(100);

        assertThat(caller.status()).isEqualTo(Status.CREATED);
        assertThat(avoided.holds).isEmpty();
        assertThat(other.committed).hasSize(1);
    }

    @Test
    void shouldAnswerSixteenLookUpsOfOneTargetAtOnce() throws Exception {
        house.middleman("198.51.100.1");
        House.Target target = house.target(TARGET, Accept.OPEN);
        List<Inquirer> callers = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            callers.add(house.lookUp("192.0.2." + (i + 1), TARGET));
        }

        while (target.offers() > 0) {
            target.says(target.offer(0), true);
        }
        house.time.pass(1_000);

        assertThat(callers).allMatch(caller -> caller.status() == Status.CREATED);
        assertThat(house.core.totals().introduced()).isEqualTo(16);
    }

    @Test
    void shouldGiveARepeatedLookUpTheSameAnswerForFifteenSeconds() throws Exception {
        house.middleman("198.51.100.1");
        House.Target target = house.target(TARGET, Accept.OPEN);
        LookUp body = house.lookUpOf(TARGET);
        Inquirer first = house.lookUp(CALLER, body, 1);
        Inquirer otherAssociation = house.lookUp(CALLER, body, 2);
        assertThat(target.offers()).isOne();

        target.says(target.offer(0), true);
        house.time.pass(100);
        Inquirer late = house.lookUp(CALLER, body, 1);

        assertThat(otherAssociation.answer().payload()).isEqualTo(first.answer().payload());
        assertThat(late.answer().payload()).isEqualTo(first.answer().payload());
        assertThat(house.core.totals().lookUps()).isOne();
        house.time.pass(15_000);
        assertThat(house.lookUp(CALLER, body, 1).isAnswered())
                .as("answered from memory")
                .isFalse();
        assertThat(target.offers()).isOne();
    }

    @Test
    void shouldNotCountRepetitionsAgainstTheCaller() {
        House strict = new House();
        strict.middleman("198.51.100.1");
        LookUp body = strict.lookUpOf(TARGET);
        strict.lookUp(CALLER, body);
        strict.time.pass(8_000);

        for (int i = 0; i < 30; i++) {
            assertThat(strict.lookUp(CALLER, body).status()).isEqualTo(Status.NOT_FOUND);
        }
    }

    @Test
    void shouldRefuseATxnThatComesWithAnotherBody() {
        house.middleman("198.51.100.1");
        LookUp body = house.lookUpOf(TARGET);
        house.lookUp(CALLER, body);
        LookUp other = new LookUp(
                body.realm(),
                House.pid(TARGET + 1),
                body.txn(),
                body.nonce(),
                body.credential(),
                body.blob(),
                body.af(),
                body.latch(),
                1,
                1,
                List.of());

        assertThat(house.lookUp(CALLER, other).status()).isEqualTo(Status.CONFLICT);
        assertThat(house.lookUp("192.0.2.2", other).isAnswered())
                .as("somebody else's same txn refused")
                .isFalse();
    }

    @Test
    void shouldGiveTheTargetsRepeatedWordTheSameAnswer() throws Exception {
        house.middleman("198.51.100.1");
        House.Target target = house.target(TARGET, Accept.OPEN);
        house.lookUp(CALLER, TARGET);
        var iid = target.offer(0);

        Inquirer first = target.says(iid, true);
        Inquirer second = target.says(iid, true);
        house.time.pass(100);
        Inquirer third = target.says(iid, true);

        assertThat(second.answer().payload()).isEqualTo(first.answer().payload());
        assertThat(third.answer().payload()).isEqualTo(first.answer().payload());
        assertThat(house.holds()).isOne();
        assertThat(target.says(iid, false).status()).isEqualTo(Status.CONFLICT);
        house.time.pass(15_000);
        assertThat(target.says(iid, true).status()).isEqualTo(Status.NOT_FOUND);
    }

    @Test
    void shouldNotHearATargetThatAnswersTooLate() throws Exception {
        house.middleman("198.51.100.1");
        House.Target target = house.target(TARGET, Accept.OPEN);
        house.lookUp(CALLER, TARGET);
        var iid = target.offer(0);
        house.time.pass(8_000);

        assertThat(target.offers()).isZero();
        assertThat(target.says(iid, true).status()).isEqualTo(Status.NOT_FOUND);
        assertThat(house.holds()).isZero();
    }

    @Test
    void shouldWithdrawTheOfferOfACallerWhoIsGone() throws Exception {
        house.middleman("198.51.100.1");
        House.Target target = house.target(TARGET, Accept.ASK);
        LookUp body = house.lookUpOf(TARGET);
        house.lookUp(CALLER, body, 11);
        house.lookUp(CALLER, body, 12);

        house.core.gone(11);
        assertThat(target.offers()).as("offers while one association is left").isOne();
        house.core.gone(12);
        assertThat(target.offers()).isZero();

        assertThat(house.lookUp(CALLER, body, 13).isAnswered()).isFalse();
        assertThat(target.offers()).as("offers when the caller is back").isOne();
    }

    @Test
    void shouldTakeBackAnOfferThatTheTargetDoesNotWant() throws Exception {
        house.middleman("198.51.100.1");
        House.Target target = house.target(TARGET, Accept.ASK);
        Inquirer caller = house.lookUp(CALLER, TARGET);
        Inquirer deleted = house.inquirer();

        house.core.withdrawOffer(target.offer(0), deleted);

        assertThat(deleted.status()).isEqualTo(Status.DELETED);
        assertThat(target.offers()).isZero();
        house.time.pass(8_000);
        assertThat(caller.status()).isEqualTo(Status.NOT_FOUND);
    }

    @Test
    void shouldZeroBothLinesWhenTheTimeIsOver() throws Exception {
        house.middleman("198.51.100.1");
        House.Target target = house.target(TARGET, Accept.OPEN);
        List<byte[]> payloads = new ArrayList<>();
        LookUp body = house.lookUpOf(TARGET);
        house.core.lookUp(
                House.ip(CALLER).withPort(1),
                body,
                Policies.Proof.none(body.credential()),
                new Exchange.Request(Exchange.hash(body.encode()), 1, new Keeping(payloads)));
        house.time.pass(0);
        TargetAnswer yes = new TargetAnswer(true, House.TARGET_BLOB, Families.BOTH, LatchMode.KNOCK);
        house.core.answerOffer(
                House.ip(House.TARGETS_ADDRESS),
                target.offer(0),
                yes,
                new Exchange.Request(Exchange.hash(yes.encode()), 2, new Keeping(payloads)));
        house.time.pass(14_999);
        assertThat(payloads).hasSize(2).allSatisfy(payload -> assertThat(Line.parse(payload))
                .isNotNull());

        house.time.pass(1);

        assertThat(payloads).allSatisfy(payload -> assertThat(payload).containsOnly(0));
    }

    @Test
    void shouldLeaveNoDeadlineBehindWhenClosed() throws Exception {
        house.middleman("198.51.100.1");
        House.Target target = house.target(TARGET, Accept.OPEN);
        Inquirer waiting = house.lookUp(CALLER, TARGET);
        assertThat(house.time.waiting()).isPositive();

        house.core.close();

        assertThat(house.time.waiting()).isZero();
        assertThat(waiting.status()).isEqualTo(Status.NOT_FOUND);
        assertThat(target.inbox().isClosed()).isTrue();
        assertThat(house.lookUp(CALLER, TARGET).status()).isEqualTo(Status.UNAVAILABLE);
    }

    @Test
    void shouldGiveCapacityBackAndLeaveNoDeadlineBehindWhenClosedWithinARace() throws Exception {
        FakeMiddleman middleman = house.middleman("198.51.100.1");
        middleman.committing = FakeMiddleman.Mood.SILENT;
        House.Target target = house.target(TARGET, Accept.OPEN);
        Inquirer caller = house.lookUp(CALLER, TARGET);
        Inquirer said = target.says(target.offer(0), true);
        house.time.pass(100);
        assertThat(middleman.committed).hasSize(1);

        house.core.close();

        assertThat(middleman.released).isEqualTo(middleman.held);
        assertThat(house.time.waiting()).isZero();
        assertThat(caller.status()).isEqualTo(Status.UNAVAILABLE);
        assertThat(said.status()).isEqualTo(Status.UNAVAILABLE);
    }

    @Test
    void shouldSayWhenToComeBackWhenNoMoreDeadlinesCanBePlanned() {
        house.middleman("198.51.100.1");
        house.time.fill();

        assertThat(house.lookUp(CALLER, TARGET).status()).isEqualTo(Status.UNAVAILABLE);
    }

    @Test
    void shouldLimitLookUpsUnderWay() {
        House small =
                new House(House.settings(new KaSettings.Rates(1_000, 1_000, 1_000), new KaSettings.Sizes(10, 10, 3)));
        small.middleman("198.51.100.1");
        for (int i = 0; i < 3; i++) {
            assertThat(small.lookUp(CALLER, TARGET).isAnswered()).isFalse();
        }

        assertThat(small.lookUp(CALLER, TARGET).status()).isEqualTo(Status.UNAVAILABLE);
        small.time.pass(15_000);
        assertThat(small.lookUp(CALLER, TARGET).isAnswered()).isFalse();
    }

    @Test
    void shouldLimitRepetitionsThatWait() {
        house.middleman("198.51.100.1");
        LookUp body = house.lookUpOf(TARGET);
        for (int i = 0; i < KaSettings.Sizes.REPLIES; i++) {
            assertThat(house.lookUp(CALLER, body).isAnswered()).isFalse();
        }

        assertThat(house.lookUp(CALLER, body).status()).isEqualTo(Status.TOO_MANY_REQUESTS);
    }
}
