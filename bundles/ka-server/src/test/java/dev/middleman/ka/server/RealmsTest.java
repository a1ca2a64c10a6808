package dev.middleman.ka.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.control.Status;
import dev.middleman.api.net.Families;
import dev.middleman.api.policy.MembershipPolicy;
import dev.middleman.wire.control.Accept;
import dev.middleman.wire.control.LookUp;
import dev.middleman.wire.id.Octets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two realms on one server: whatever happens in one cannot be noticed in the other. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class RealmsTest {
    private static final String CALLER = "192.0.2.1";
    private static final int TARGET = 7;
    private static final Octets RED = realm(1);
    private static final Octets BLUE = realm(2);
    private static final Octets MADE_UP = realm(3);
    private static final Octets MADE_UP_TOO = realm(4);

    private static Octets realm(int value) {
        byte[] id = new byte[32];
        Arrays.fill(id, (byte) value);
        return Octets.of(id);
    }

    private static House house(KaSettings.Rates rates, KaSettings.Sizes sizes) {
        return house(rates, sizes, Optional.empty());
    }

    private static House house(KaSettings.Rates rates, KaSettings.Sizes sizes, Optional<MembershipPolicy> ofRed) {
        Policies policies = new Policies(
                Optional::empty,
                realm -> ofRed.filter(any -> realm.equals(RED)),
                new Admission.Open(),
                Set.of(RED, BLUE));
        House house = new House(House.settings(rates, sizes), policies);
        house.middleman("198.51.100.1");
        house.middleman("203.0.113.1");
        return house;
    }

    private static House house() {
        return house(new KaSettings.Rates(1_000, 1_000, 1_000), KaSettings.Sizes.DEFAULTS);
    }

    private static House.Target target(House house, Octets realm, Accept accept) {
        return house.target(realm, TARGET, accept, Families.BOTH);
    }

    private static LookUp to(House house, Octets realm) {
        return house.lookUpOf(realm, TARGET, Families.BOTH, List.of());
    }

    private static Inquirer lookUp(House house, Octets realm) {
        return house.lookUp(CALLER, to(house, realm));
    }

    @Test
    void shouldFindOnlyWhoIsInTheSameRealm() throws Exception {
        House house = house();
        House.Target red = target(house, RED, Accept.ASK);

        Inquirer blueCaller = lookUp(house, BLUE);
        assertThat(red.offers()).isZero();
        lookUp(house, RED);
        assertThat(red.offers()).isOne();
        house.time.pass(8_000);

        assertThat(blueCaller.answer().payload()).isEqualTo(Answers.NOT_FOUND.payload());
    }

    @Test
    void shouldNotMindTheSameKeyAndTheSameTransactionInTwoRealms() throws Exception {
        House house = house();
        House.Target red = target(house, RED, Accept.OPEN);
        House.Target blue = target(house, BLUE, Accept.OPEN);
        LookUp first = to(house, RED);
        LookUp second = new LookUp(
                BLUE,
                first.to(),
                first.txn(),
                first.nonce(),
                first.credential(),
                first.blob(),
                first.af(),
                first.latch(),
                1,
                1,
                List.of());

        Inquirer redCaller = house.lookUp(CALLER, first);
        Inquirer blueCaller = house.lookUp(CALLER, second);
        blue.says(blue.offer(0), true);
        house.time.pass(1_000);

        assertThat(blueCaller.status()).as("not a conflict").isEqualTo(Status.CREATED);
        assertThat(redCaller.isAnswered()).isFalse();
        assertThat(red.offers()).isOne();
        house.core.removePeer(blue.cap(), house.inquirer());
        red.says(red.offer(0), true);
        house.time.pass(1_000);
        assertThat(redCaller.status()).as("after the other one left").isEqualTo(Status.CREATED);
    }

    @Test
    void shouldCountCallersOfEachRealmApartAndMadeUpRealmsTogether() {
        House house = house(new KaSettings.Rates(3, 1_000, 1_000), KaSettings.Sizes.DEFAULTS);
        for (int i = 0; i < 3; i++) {
            lookUp(house, RED);
        }

        assertThat(lookUp(house, RED).status()).isEqualTo(Status.TOO_MANY_REQUESTS);
        assertThat(lookUp(house, BLUE).isAnswered()).isFalse();
        for (Octets realm : List.of(MADE_UP, MADE_UP_TOO, MADE_UP)) {
            assertThat(lookUp(house, realm).isAnswered()).isFalse();
        }
        assertThat(lookUp(house, MADE_UP_TOO).status())
                .as("who makes up realms gains nothing")
                .isEqualTo(Status.TOO_MANY_REQUESTS);
        assertThat(lookUp(house, BLUE).isAnswered()).isFalse();
    }

    @Test
    void shouldCountSignedRequestsOfEachRealmApart() {
        House house = house();
        Gate gate = new Gate(2, Set.of(RED, BLUE), house.time, new Random(House.SEED));
        Source source = Source.of(House.ip(CALLER));
        gate.pass(source, RED);
        gate.pass(source, RED);
        gate.pass(source, MADE_UP);
        gate.pass(source, MADE_UP_TOO);

        assertThat(gate.pass(source, RED)).isPresent();
        assertThat(gate.pass(source, BLUE)).isEmpty();
        assertThat(gate.pass(source, MADE_UP)).isPresent();
    }

    @Test
    void shouldCountAsksForATargetOfEachRealmApart() throws Exception {
        House house = house(new KaSettings.Rates(1_000, 1_000, 2), KaSettings.Sizes.DEFAULTS);
        House.Target red = target(house, RED, Accept.ASK);
        House.Target blue = target(house, BLUE, Accept.ASK);
        for (int i = 0; i < 5; i++) {
            lookUp(house, RED);
        }

        lookUp(house, BLUE);

        assertThat(red.offers()).isEqualTo(2);
        assertThat(blue.offers()).isOne();
    }

    @Test
    void shouldGiveEachRealmItsShareOfTheRoom() {
        House house = house(new KaSettings.Rates(1_000, 1_000, 1_000), new KaSettings.Sizes(4, 10, 4));
        for (int number = 0; number < 2; number++) {
            house.target(RED, number, Accept.ASK, Families.BOTH);
            lookUp(house, RED);
        }

        Inquirer third = house.inquirer();
        house.core.registerPeer(new KnownPeer.Id(RED, House.pid(3)), House.registrationIn(RED), third);

        assertThat(third.status()).isEqualTo(Status.UNAVAILABLE);
        assertThat(lookUp(house, RED).status()).isEqualTo(Status.UNAVAILABLE);
        target(house, BLUE, Accept.ASK);
        assertThat(lookUp(house, BLUE).isAnswered()).isFalse();
        assertThat(house.core.totals().peers()).isEqualTo(3);
    }

    @Test
    void shouldJudgeMembersByTheRuleOfTheirRealm() throws Exception {
        House house = house(
                new KaSettings.Rates(1_000, 1_000, 1_000),
                KaSettings.Sizes.DEFAULTS,
                Optional.of(new OneWord("open sesame")));
        House.Target red = target(house, RED, Accept.MEMBERS);
        House.Target blue = target(house, BLUE, Accept.MEMBERS);

        house.lookUp(CALLER, OneWord.with("open sesame", to(house, RED)));
        house.lookUp(CALLER, OneWord.with("open sesame", to(house, BLUE)));

        assertThat(red.offers()).isOne();
        assertThat(blue.offers()).as("the rule of another realm").isZero();
    }

    @Test
    void shouldForgetOnlyTheLookUpsOfTheAssociationThatEnded() throws Exception {
        House house = house();
        House.Target red = target(house, RED, Accept.ASK);
        House.Target blue = target(house, BLUE, Accept.ASK);
        house.lookUp(CALLER, to(house, RED), 1);
        house.lookUp(CALLER, to(house, BLUE), 2);

        house.core.gone(1);

        assertThat(red.offers()).isZero();
        assertThat(blue.offers()).isOne();
    }
}
