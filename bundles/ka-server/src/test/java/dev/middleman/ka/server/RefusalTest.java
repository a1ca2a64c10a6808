package dev.middleman.ka.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Status;
import dev.middleman.api.net.Families;
import dev.middleman.wire.control.Accept;
import dev.middleman.wire.control.LookUp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What a caller may learn from being refused: nothing. */
class RefusalTest {
    private static final String CALLER = "192.0.2.1";
    private static final int TARGET = 7;

    private static House house() {
        House house = new House(
                House.settings(new KaSettings.Rates(1_000, 1_000, 3), KaSettings.Sizes.DEFAULTS), Policies.NONE);
        house.middleman("198.51.100.1");
        house.middleman("203.0.113.1");
        return house;
    }

    private static DynamicTest refusal(String name, Consumer<House> situation) {
        return DynamicTest.dynamicTest(name, () -> {
            House house = house();
            situation.accept(house);
            int holdsBefore = house.holds();
            Inquirer caller = house.lookUp(CALLER, TARGET);
            long startMs = house.time.nowMs();

            house.time.pass(7_999);
            assertThat(caller.isAnswered()).as("answered early").isFalse();
            house.time.pass(10_000);

            Answer answer = caller.answer();
            assertThat(answer.status()).isEqualTo(Status.NOT_FOUND);
            assertThat(answer.payload()).isEqualTo(Answers.NOT_FOUND.payload()).hasSize(256);
            assertThat(answer.maxAgeSeconds()).isEqualTo(-1);
            assertThat(answer.location()).isEmpty();
            assertThat(caller.answeredMs() - startMs)
                    .as("time to the refusal, ms")
                    .isEqualTo(8_000);
            assertThat(house.holds()).as("messages to middle-men").isEqualTo(holdsBefore);
        });
    }

    @TestFactory
    Stream<DynamicTest> shouldRefuseAlike() {
        return Stream.of(
                refusal("an unknown target", house -> {}),
                refusal("a target that left", house -> {
                    House.Target target = house.target(TARGET, Accept.OPEN);
                    house.core.removePeer(target.cap(), house.inquirer());
                }),
                refusal("a target whose lifetime ran out", house -> {
                    house.target(TARGET, Accept.OPEN);
                    house.time.pass(3_600_000 - 1_000_000);
                    house.middleMen.forEach(m ->
                            house.register(m, House.registration(List.of(m.address()), "operator of " + m.number)));
                    house.time.pass(1_000_000);
                }),
                refusal("a target that refuses everyone", house -> house.target(TARGET, Accept.REFUSE)),
                refusal("a target for members only", house -> house.target(TARGET, Accept.MEMBERS)),
                refusal("a target that stays silent", house -> house.target(TARGET, Accept.ASK)),
                refusal("a target whose inbox is full", house -> {
                    house.target(TARGET, Accept.ASK);
                    for (int other = 0; other < 16; other++) {
                        house.lookUp("192.0.2." + (100 + other), TARGET);
                    }
                }),
                refusal("a target asked too often by this caller", house -> {
                    House.Target target = house.target(TARGET, Accept.ASK);
                    for (int earlier = 0; earlier < 3; earlier++) {
                        house.lookUp(CALLER, TARGET);
                    }
                    house.time.pass(20_000);
                    assertThat(offers(target)).isZero();
                }));
    }

    private static int offers(House.Target target) {
        try {
            return target.offers();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldRefuseAlikeWhenTheTargetSaysNo() throws Exception {
        House house = house();
        House.Target target = house.target(TARGET, Accept.ASK);
        Inquirer caller = house.lookUp(CALLER, TARGET);
        long startMs = house.time.nowMs();
        house.time.pass(1_000);

        Inquirer said = target.says(target.offer(0), false);

        assertThat(said.status()).isEqualTo(Status.CHANGED);
        assertThat(target.offers()).as("open offers").isZero();
        assertThat(caller.isAnswered()).isFalse();
        house.time.pass(20_000);
        assertThat(caller.answer())
                .isEqualTo(new Answer(Status.NOT_FOUND, caller.answer().payload(), "", -1));
        assertThat(caller.answer().payload()).isEqualTo(Answers.NOT_FOUND.payload());
        assertThat(caller.answeredMs() - startMs).isEqualTo(8_000);
        assertThat(house.holds()).isZero();
    }

    @Test
    void shouldLookAtTheTargetOnlyWhenTheCallerHasItsAcknowledgement() throws Exception {
        House house = house();
        House.Target target = house.target(TARGET, Accept.ASK);
        LookUp body = house.lookUpOf(TARGET);

        house.core.lookUp(
                House.ip(CALLER),
                body,
                Policies.Proof.none(body.credential()),
                new Exchange.Request(Exchange.hash(body.encode()), 1, house.inquirer()));

        assertThat(target.offers()).as("offers within the request's own turn").isZero();
        house.time.pass(0);
        assertThat(target.offers()).isOne();
    }

    @Test
    void shouldTakeAMembershipPolicyThatThrowsForNo() throws Exception {
        Policies policies = new Policies(
                Optional::empty,
                realm -> {
                    throw new IllegalStateException("broken");
                },
                new Admission.Open(),
                Set.of());
        House house = new House(KaSettings.DEFAULTS, policies);
        house.middleman("198.51.100.1");
        house.target(TARGET, Accept.MEMBERS);

        Inquirer caller = house.lookUp(CALLER, TARGET);

        assertThat(caller.isAnswered()).isFalse();
        house.time.pass(8_000);
        assertThat(caller.status()).isEqualTo(Status.NOT_FOUND);
    }

    @Test
    void shouldAskMiddleMenWhenTheTargetSaysYes() throws Exception { // the positive control of all the others
        House house = house();
        House.Target target = house.target(TARGET, Accept.OPEN);
        Inquirer caller = house.lookUp(CALLER, TARGET);

        target.says(target.offer(0), true);
        house.time.pass(100);

        assertThat(house.holds()).isEqualTo(2);
        assertThat(caller.status()).isEqualTo(Status.CREATED);
    }

    @Test
    void shouldRefuseAtTheConfiguredTime() {
        KaSettings quick = new KaSettings(
                new KaSettings.Waits(500, 2_000, 1_000),
                KaSettings.Rates.DEFAULTS,
                KaSettings.Sizes.DEFAULTS,
                3,
                30,
                false);
        House house = new House(quick);
        house.middleman("198.51.100.1");
        Inquirer caller = house.lookUp(CALLER, TARGET);
        long startMs = house.time.nowMs();

        house.time.pass(1_000);

        assertThat(caller.answeredMs() - startMs).isEqualTo(500);
    }

    @Test
    void shouldSayAtOnceThatNoMiddlemanIsRegisteredWhoeverIsCalled() {
        House house = new House();
        house.target(TARGET, Accept.OPEN);

        Inquirer known = house.lookUp(CALLER, TARGET);
        Inquirer unknown = house.lookUp(CALLER, TARGET + 1);

        for (Inquirer caller : List.of(known, unknown)) {
            assertThat(caller.status()).isEqualTo(Status.UNAVAILABLE);
            assertThat(caller.answer().maxAgeSeconds()).isPositive();
        }
        assertThat(known.answer().payload()).isEqualTo(unknown.answer().payload());
        assertThat(house.core.totals().offers()).isZero();
    }

    @Test
    void shouldSayAtOnceWhenNoMiddlemanIsLeftForTheCallersFamilyOrWish() {
        House house = new House();
        FakeMiddleman only = house.middleman("198.51.100.1");

        Inquirer ip6 = house.lookUp(CALLER, house.lookUpOf(TARGET, Families.IP6, List.of()));
        Inquirer avoiding = house.lookUp(
                CALLER,
                house.lookUpOf(TARGET, Families.BOTH, List.of(only.address().withPort(20_001))));

        assertThat(ip6.status()).isEqualTo(Status.UNAVAILABLE);
        assertThat(avoiding.status()).isEqualTo(Status.UNAVAILABLE);
        assertThat(house.lookUp(CALLER, TARGET).isAnswered()).isFalse();
    }

    @Test
    void shouldLimitCallersByTheirAddressAloneAndForgetAfterAMinute() {
        House house = new House();
        house.middleman("198.51.100.1");
        house.target(TARGET, Accept.ASK);
        List<Inquirer> asked = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            asked.add(house.lookUp(CALLER, i % 2 == 0 ? TARGET : TARGET + 1 + i));
        }

        assertThat(asked.stream().filter(Inquirer::isAnswered)).hasSize(2).allSatisfy(over -> {
            assertThat(over.status()).isEqualTo(Status.TOO_MANY_REQUESTS);
            assertThat(over.answer().maxAgeSeconds()).isBetween(1, 60);
        });
        assertThat(house.lookUp("192.0.2.2", TARGET).isAnswered())
                .as("another caller refused")
                .isFalse();
        house.time.pass(60_000);
        assertThat(house.lookUp(CALLER, TARGET).isAnswered())
                .as("refused in the next minute")
                .isFalse();
    }

    @Test
    void shouldCountAnIp6NetworkAsOneCaller() {
        House house = new House();
        house.middleman("198.51.100.1");
        for (int i = 0; i < 10; i++) {
            house.lookUp("2001:db8:1:2::" + (i + 1), TARGET);
        }

        assertThat(house.lookUp("2001:db8:1:2:ffff::1", TARGET).status()).isEqualTo(Status.TOO_MANY_REQUESTS);
        assertThat(house.lookUp("2001:db8:1:3::1", TARGET).isAnswered()).isFalse();
    }

    @Test
    void shouldOfferMembersOnlyToThoseWhomThePolicyAccepts() throws Exception {
        Policies policies = new Policies(
                Optional::empty, realm -> Optional.of(new OneWord("open sesame")), new Admission.Open(), Set.of());
        House house = new House(KaSettings.DEFAULTS, policies);
        house.middleman("198.51.100.1");
        House.Target target = house.target(TARGET, Accept.MEMBERS);

        house.lookUp(CALLER, OneWord.with("please", house.lookUpOf(TARGET)));
        assertThat(target.offers()).isZero();
        house.lookUp(CALLER, OneWord.with("open sesame", house.lookUpOf(TARGET)));
        assertThat(target.offers()).isOne();
    }
}
