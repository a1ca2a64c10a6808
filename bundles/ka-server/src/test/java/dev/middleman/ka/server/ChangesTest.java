package dev.middleman.ka.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.control.Status;
import dev.middleman.api.net.Families;
import dev.middleman.wire.control.Accept;
import dev.middleman.wire.control.RefreshMiddleman;
import dev.middleman.wire.control.RegisterMiddleman;
import dev.middleman.wire.id.Octets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Settings that change while peers and middle-men are registered. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class ChangesTest {
    private static final int TARGET = 7;
    private static final KaSettings BEFORE = KaSettings.DEFAULTS;
    private static final Octets RED = realm(1);
    private static final Octets BLUE = realm(2);
    private static final Octets GREEN = realm(3);

    private Set<Octets> realms = Set.of();
    private Admission admission = new Admission.Open();
    private boolean works = true;
    private int played;
    private final House house = new House(
            BEFORE,
            new Policies(Optional::empty, realm -> Optional.empty(), () -> admission, () -> realms),
            Optional.of((a, b, done) -> {
                played++;
                done.accept(works);
            }));

    private static Octets realm(int value) {
        byte[] id = new byte[32];
        Arrays.fill(id, (byte) value);
        return Octets.of(id);
    }

    private static KaSettings with(KaSettings.Waits waits, KaSettings.Rates rates, KaSettings.Sizes sizes) {
        return new KaSettings(waits, rates, sizes, 1, 77, true, true, true);
    }

    private FakeMiddleman middleman(String address) {
        FakeMiddleman fake = new FakeMiddleman(house.time, House.ip(address));
        Inquirer reply = house.register(fake, House.registration(List.of(fake.address()), ""));
        house.time.pass(1_000);
        fake.cap = reply.name();
        return fake;
    }

    private Status refreshed(House.Target target) {
        Inquirer reply = house.inquirer();
        house.core.refreshPeer(target.cap(), reply);
        return reply.status();
    }

    private Inquirer register(Octets realm, int number) {
        Inquirer reply = house.inquirer();
        house.core.registerPeer(new KnownPeer.Id(realm, House.pid(number)), House.registrationIn(realm), reply);
        return reply;
    }

    @Test
    void shouldTakeWaitsAndRatesFromTheNextLookUpOn() throws Exception {
        middleman("198.51.100.1");
        House.Target target = house.target(TARGET, Accept.ASK);
        Inquirer before = house.lookUp("192.0.2.1", TARGET);

        house.core.change(
                with(new KaSettings.Waits(100, 100, 100), new KaSettings.Rates(2, 60, 120), KaSettings.Sizes.DEFAULTS));
        Inquirer after = house.lookUp("192.0.2.1", TARGET);
        assertThat(target.offers()).as("offers of both").isEqualTo(2);
        assertThat(house.lookUp("192.0.2.1", TARGET).status()).isEqualTo(Status.TOO_MANY_REQUESTS);
        house.time.pass(100);
        assertThat(after.status()).isEqualTo(Status.NOT_FOUND);
        assertThat(before.isAnswered()).as("what was under way").isFalse();
        house.time.pass(7_900);
        assertThat(before.status()).isEqualTo(Status.NOT_FOUND);
        assertThat(refreshed(target)).isEqualTo(Status.CHANGED);
    }

    @Test
    void shouldKeepWhoIsThereWhenThereIsLessRoom() {
        House.Target target = house.target(TARGET, Accept.ASK);
        house.target(TARGET + 1, Accept.ASK);

        house.core.change(BEFORE.with(new KaSettings.Sizes(1, 1, 1)));
        assertThat(refreshed(target)).isEqualTo(Status.CHANGED);
        assertThat(house.core.totals().peers()).isEqualTo(2);
        assertThat(register(House.REALM, TARGET + 2).status()).isEqualTo(Status.UNAVAILABLE);

        house.core.change(BEFORE.with(new KaSettings.Sizes(3, 1, 1)));
        assertThat(register(House.REALM, TARGET + 2).status()).isEqualTo(Status.CREATED);
    }

    @Test
    void shouldLetRealmsComeAndGoBesideOthers() {
        realms = Set.of(RED, BLUE);
        house.core.change(BEFORE);
        House.Target red = house.target(RED, TARGET, Accept.ASK, Families.BOTH);
        House.Target blue = house.target(BLUE, TARGET, Accept.ASK, Families.BOTH);
        assertThat(register(GREEN, TARGET).status()).isEqualTo(Status.NOT_FOUND);

        realms = Set.of(RED, GREEN);
        house.core.change(BEFORE);
        assertThat(refreshed(red)).isEqualTo(Status.CHANGED);
        assertThat(refreshed(blue)).isEqualTo(Status.NOT_FOUND);
        assertThat(blue.inbox().isClosed()).as("it is told").isTrue();
        assertThat(red.inbox().isClosed()).isFalse();
        assertThat(register(GREEN, TARGET).status()).isEqualTo(Status.CREATED);
        assertThat(register(BLUE, TARGET).status()).isEqualTo(Status.NOT_FOUND);
        assertThat(house.core.totals().peers()).isEqualTo(2);
    }

    @Test
    void shouldLetGoOfMiddleMenThatWouldNotBeTakenNow() {
        FakeMiddleman stays = middleman("198.51.100.1");
        FakeMiddleman goes = middleman("203.0.113.1");
        assertThat(house.core.totals().middleMen()).isEqualTo(2);

        admission = new Admission.Keys(Set.of(House.pub(stays.number)));
        house.core.change(BEFORE);
        assertThat(house.core.totals().middleMen()).isEqualTo(1);
        assertThat(refreshed(stays)).isEqualTo(Status.CHANGED);
        assertThat(refreshed(goes)).isEqualTo(Status.NOT_FOUND);
    }

    private Status refreshed(FakeMiddleman middleman) {
        Inquirer reply = house.inquirer();
        house.core.refreshMiddleman(middleman.cap, new RefreshMiddleman(9, false), middleman, reply);
        return reply.status();
    }

    @Test
    void shouldLetGoOfAnAddressThatWasNeverSeen() {
        FakeMiddleman fake = new FakeMiddleman(house.time, House.ip("198.51.100.1"));
        RegisterMiddleman body = House.registration(List.of(House.ip("203.0.113.9")), "");
        house.core.change(with(BEFORE.waits(), BEFORE.rates(), BEFORE.sizes()));
        house.register(fake, body);
        house.core.change(BEFORE);
        assertThat(house.register(fake, body).status()).isEqualTo(Status.FORBIDDEN);
        assertThat(house.core.totals().middleMenDropped()).isEqualTo(1);
    }

    @Test
    void shouldTryThoseThatAreThereWhenMiddleMenAreTriedFromNowOn() {
        house.core.change(new KaSettings(BEFORE.waits(), BEFORE.rates(), BEFORE.sizes(), 3, 30, false, false));
        middleman("198.51.100.1");
        assertThat(played).as("without self-tests").isZero();

        house.core.change(BEFORE);
        house.time.pass(1_000);
        assertThat(played).isEqualTo(1);
        assertThat(house.core.totals().middleMen()).isEqualTo(1);

        works = false;
        house.time.pass(16 * 60_000);
        assertThat(house.core.totals().middleMen())
                .as("one that stopped forwarding")
                .isZero();
    }
}
