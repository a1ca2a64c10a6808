package dev.middleman.ka.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.control.Status;
import dev.middleman.api.net.Families;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.wire.control.Accept;
import dev.middleman.wire.control.MiddlemanRegistered;
import dev.middleman.wire.control.RefreshMiddleman;
import dev.middleman.wire.control.Refreshed;
import dev.middleman.wire.control.RegisterMiddleman;
import dev.middleman.wire.control.RegisterPeer;
import dev.middleman.wire.control.Registered;
import dev.middleman.wire.id.Octets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Peers and middle-men come, stay as long as they refresh, and are forgotten. */
class RegistryTest {
    private static final String CALLER = "192.0.2.1";

    private final House house = new House(House.generous());

    private Inquirer register(int number, int lt) {
        return register(house, House.REALM, number, lt);
    }

    private static Inquirer register(House house, Octets realm, int number, int lt) {
        Inquirer reply = house.inquirer();
        house.core.registerPeer(
                new KnownPeer.Id(realm, House.pid(number)),
                new RegisterPeer(realm, House.NONCE, lt, Accept.OPEN, Families.BOTH, LatchMode.KNOCK, Octets.EMPTY),
                reply);
        return reply;
    }

    private Inquirer refresh(Octets cap) {
        Inquirer reply = house.inquirer();
        house.core.refreshPeer(cap, reply);
        return reply;
    }

    private Inquirer inbox(Octets cap) {
        Inquirer reply = house.inquirer();
        house.core.readInbox(cap, reply);
        return reply;
    }

    @Test
    void shouldNameAPeersRegistrationUnguessably() throws Exception {
        Inquirer first = register(1, 300);
        Inquirer second = register(2, 300);

        assertThat(first.answer().location()).matches("/p/[A-Za-z0-9_-]{22}");
        assertThat(first.answer().location()).isNotEqualTo(second.answer().location());
        assertThat(Registered.parse(first.answer().payload())).isEqualTo(new Registered(300, 7, 30));
        assertThat(house.core.totals().peers()).isEqualTo(2);
    }

    /** Who pings every 7 s and waits as long for an answer notices within 15 s that the server died. */
    @Test
    void shouldHaveAsManyPeersAsThereAreByDefaultNoticeItsEndWithin15Seconds() {
        assertThat(KaSettings.pingSeconds(1)).isEqualTo(7);
        assertThat(KaSettings.pingSeconds(KaSettings.Sizes.DEFAULTS.peers())).isEqualTo(7);
    }

    /** All as often as the first ones would be more than a processor can answer. */
    @Test
    void shouldHavePeersPingLessOftenWhereThereAreVeryMany() {
        double perSecond = 0;
        for (int peers = 1; peers <= 1_000_000; peers++) {
            int ping = KaSettings.pingSeconds(peers);
            assertThat(ping).isBetween(7, 25);
            perSecond += 1.0 / ping;
        }
        assertThat(KaSettings.pingSeconds(375_000)).isEqualTo(25);
        assertThat(perSecond).isLessThan(62_000);
    }

    @Test
    void shouldForgetAPeerThatDoesNotRefresh() throws Exception {
        Inquirer registered = register(1, 300);
        house.time.pass(200_000);
        assertThat(Refreshed.parse(refresh(registered.name()).answer().payload()))
                .isEqualTo(new Refreshed(300));
        house.time.pass(299_999);
        assertThat(inbox(registered.name()).status()).isEqualTo(Status.CONTENT);

        house.time.pass(1);

        assertThat(inbox(registered.name()).status()).isEqualTo(Status.NOT_FOUND);
        assertThat(refresh(registered.name()).status()).isEqualTo(Status.NOT_FOUND);
        assertThat(house.core.totals().peers()).isZero();
    }

    @Test
    void shouldLetTheNewRegistrationOfAKeyTakeOverWithItsOpenOffers() throws Exception {
        house.middleman("198.51.100.1");
        Inquirer old = register(1, 300);
        Inquirer watching = house.inquirer();
        house.core.watchInbox(old.name(), watching);
        house.lookUp(CALLER, 1);

        Inquirer fresh = register(1, 300);

        assertThat(fresh.name()).isNotEqualTo(old.name());
        assertThat(inbox(old.name()).status()).isEqualTo(Status.NOT_FOUND);
        assertThat(watching.isClosed()).isTrue();
        assertThat(inbox(fresh.name()).inbox().offers()).hasSize(1);
        assertThat(house.core.totals().peers()).isOne();
        house.time.pass(299_999);
        assertThat(inbox(fresh.name()).status()).isEqualTo(Status.CONTENT);
        house.time.pass(1);
        assertThat(inbox(fresh.name()).status()).isEqualTo(Status.NOT_FOUND);
    }

    @Test
    void shouldLimitPeersButLetThoseWhoAreThereRegisterAgain() {
        House small = new House(House.settings(KaSettings.Rates.DEFAULTS, new KaSettings.Sizes(2, 10, 10)));
        register(small, House.REALM, 1, 300);
        register(small, House.REALM, 2, 300);

        Inquirer third = register(small, House.REALM, 3, 300);

        assertThat(third.status()).isEqualTo(Status.UNAVAILABLE);
        assertThat(third.answer().maxAgeSeconds()).isPositive();
        assertThat(register(small, House.REALM, 2, 300).status()).isEqualTo(Status.CREATED);
    }

    @Test
    void shouldTakePeersOfServedRealmsOnly() {
        Octets other = Octets.of(new byte[] {
            9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9
        });
        House one = new House(
                KaSettings.DEFAULTS,
                new Policies(Optional::empty, realm -> Optional.empty(), new Admission.Open(), Set.of(House.REALM)));

        assertThat(register(one, House.REALM, 1, 300).status()).isEqualTo(Status.CREATED);
        assertThat(register(one, other, 1, 300).status()).isEqualTo(Status.NOT_FOUND);
    }

    @Test
    void shouldKeepPidsOfDifferentRealmsApart() {
        Octets other = Octets.of(new byte[] {
            9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9
        });
        house.middleman("198.51.100.1");
        Inquirer elsewhere = register(house, other, 1, 300);

        house.lookUp(CALLER, 1);

        assertThat(house.core.totals().offers()).isZero();
        assertThat(elsewhere.status()).isEqualTo(Status.CREATED);
    }

    @Test
    void shouldShowTheOldestOffersThatFitAndLetTheOthersMoveUp() throws Exception {
        house.middleman("198.51.100.1");
        House.Target target = house.target(1, Accept.ASK);
        for (int i = 0; i < 16; i++) {
            house.lookUp("192.0.2." + (i + 1), withBigBlob(i));
            house.time.pass(10);
        }
        int shown = target.offers();
        assertThat(shown).as("offers of 256 bytes in 1,024").isBetween(1, 3);
        assertThat(target.inbox().answer().payload()).hasSize(1_024);
        assertThat(target.inbox().inbox().offers().get(0).blob().toArray()[0]).isZero();

        target.says(target.offer(0), false);

        assertThat(target.offers()).isEqualTo(shown);
        assertThat(target.inbox().inbox().offers().get(0).blob().toArray()[0]).isEqualTo((byte) 1);
        house.time.pass(10_000);
        assertThat(target.offers()).isZero();
        assertThat(target.inbox().answer().payload()).hasSize(256);
    }

    private dev.middleman.wire.control.LookUp withBigBlob(int number) {
        var plain = house.lookUpOf(1);
        byte[] blob = new byte[256];
        blob[0] = (byte) number;
        return new dev.middleman.wire.control.LookUp(
                plain.realm(),
                plain.to(),
                plain.txn(),
                plain.nonce(),
                plain.credential(),
                Octets.of(blob),
                plain.af(),
                plain.latch(),
                1,
                1,
                List.of());
    }

    @Test
    void shouldTellEveryObserverUntilItLeaves() throws Exception {
        house.middleman("198.51.100.1");
        Octets cap = register(1, 300).name();
        Inquirer stays = house.inquirer();
        Inquirer leaves = house.inquirer();
        Inquirer deaf = house.inquirer();
        for (Inquirer each : List.of(stays, leaves, deaf)) {
            house.core.watchInbox(cap, each);
        }
        leaves.leave();
        deaf.turnDeaf();

        house.lookUp(CALLER, 1);
        house.lookUp(CALLER, 1);

        assertThat(stays.count()).isEqualTo(3);
        assertThat(stays.inbox().offers()).hasSize(2);
        assertThat(leaves.count()).isOne();
        assertThat(deaf.count()).isOne();
    }

    @Test
    void shouldLimitObserversAndCloseTheOldest() {
        Octets cap = register(1, 300).name();
        Inquirer oldest = house.inquirer();
        house.core.watchInbox(cap, oldest);
        for (int i = 0; i < KaSettings.Sizes.WATCHERS - 1; i++) {
            house.core.watchInbox(cap, house.inquirer());
        }
        assertThat(oldest.isClosed()).isFalse();

        house.core.watchInbox(cap, house.inquirer());

        assertThat(oldest.isClosed()).isTrue();
    }

    @Test
    void shouldCancelOpenOffersWhenAPeerLeaves() throws Exception {
        house.middleman("198.51.100.1");
        House.Target target = house.target(1, Accept.ASK);
        Inquirer caller = house.lookUp(CALLER, 1);
        Octets iid = target.offer(0);

        Inquirer gone = house.inquirer();
        house.core.removePeer(target.cap(), gone);

        assertThat(gone.status()).isEqualTo(Status.DELETED);
        assertThat(target.says(iid, true).status()).isEqualTo(Status.NOT_FOUND);
        house.time.pass(8_000);
        assertThat(caller.status()).isEqualTo(Status.NOT_FOUND);
        assertThat(house.holds()).isZero();
    }

    // --- middle-men

    private Inquirer refreshMiddleman(FakeMiddleman fake, int free, boolean drain) {
        Inquirer reply = house.inquirer();
        house.core.refreshMiddleman(fake.cap, new RefreshMiddleman(free, drain), fake, reply);
        return reply;
    }

    private boolean served() {
        return !house.lookUp(CALLER, 99).isAnswered();
    }

    @Test
    void shouldTellAMiddlemanWhereItIsSeen() throws Exception {
        FakeMiddleman fake = new FakeMiddleman(house.time, House.ip("198.51.100.1"));

        Inquirer reply = house.register(fake, House.registration(List.of(fake.address()), "x"));

        assertThat(reply.answer().location()).matches("/m/[A-Za-z0-9_-]{22}");
        assertThat(MiddlemanRegistered.parse(reply.answer().payload()))
                .isEqualTo(new MiddlemanRegistered(3_600, 25, 30, fake.address()));
    }

    @Test
    void shouldForgetAMiddlemanThatDoesNotRefresh() {
        FakeMiddleman fake = house.middleman("198.51.100.1");
        house.time.pass(3_000_000);
        assertThat(refreshMiddleman(fake, 10, false).status()).isEqualTo(Status.CHANGED);
        house.time.pass(3_599_000);
        assertThat(served()).isTrue();

        house.time.pass(1_000);

        assertThat(served()).isFalse();
        assertThat(refreshMiddleman(fake, 10, false).status()).isEqualTo(Status.NOT_FOUND);
    }

    @Test
    void shouldPassOverAMiddlemanThatDrainsOrIsFullOrIsOutOfReach() {
        FakeMiddleman fake = house.middleman("198.51.100.1");
        assertThat(served()).isTrue();

        refreshMiddleman(fake, 10, true);
        assertThat(served()).as("served while draining").isFalse();
        refreshMiddleman(fake, 0, false);
        assertThat(served()).as("served while full").isFalse();
        refreshMiddleman(fake, 1, false);
        assertThat(served()).isTrue();
        house.core.gone(fake.associationId());
        assertThat(served()).as("served without an association").isFalse();
        refreshMiddleman(fake, 1, false);
        assertThat(served()).as("served over a new association").isTrue();
    }

    @Test
    void shouldLetAMiddlemanGo() {
        FakeMiddleman fake = house.middleman("198.51.100.1");
        Inquirer reply = house.inquirer();

        house.core.removeMiddleman(fake.cap, reply);

        assertThat(reply.status()).isEqualTo(Status.DELETED);
        assertThat(served()).isFalse();
        assertThat(house.core.totals().middleMen()).isZero();
    }

    @Test
    void shouldReplaceTheRegistrationOfTheSameKey() {
        FakeMiddleman fake = house.middleman("198.51.100.1");

        house.register(fake, House.registration(List.of(fake.address()), "x"));

        assertThat(house.core.totals().middleMen()).isOne();
        assertThat(refreshMiddleman(fake, 1, false).status()).as("the old name").isEqualTo(Status.NOT_FOUND);
        assertThat(served()).isTrue();
    }

    @Test
    void shouldLimitMiddleMen() {
        House small = new House(House.settings(KaSettings.Rates.DEFAULTS, new KaSettings.Sizes(2, 1, 10)));
        small.middleman("198.51.100.1");
        FakeMiddleman second = new FakeMiddleman(small.time, House.ip("203.0.113.1"));

        assertThat(small.register(second, House.registration(List.of(second.address()), "x"))
                        .status())
                .isEqualTo(Status.UNAVAILABLE);
    }

    @Test
    void shouldIntroduceOnlyAddressesThatTheMiddlemanShowedItselfAt() {
        FakeMiddleman fake = new FakeMiddleman(house.time, House.ip("198.51.100.1"));
        var elsewhere = House.ip("203.0.113.66");
        var other = House.ip("2001:db8::66");

        assertThat(house.register(fake, House.registration(List.of(elsewhere), "x"))
                        .status())
                .isEqualTo(Status.FORBIDDEN);
        assertThat(house.register(fake, House.registration(List.of(fake.address(), other), "x"))
                        .status())
                .isEqualTo(Status.CREATED);
        assertThat(house.lookUp(CALLER, house.lookUpOf(1, Families.IP6, List.of()))
                        .status())
                .as("look-up that could only be served at the unseen address")
                .isEqualTo(Status.UNAVAILABLE);
    }

    @Test
    void shouldAdmitMiddleMenAsConfigured() {
        Octets token = Octets.of(new byte[] {1, 2, 3});
        FakeMiddleman fake = new FakeMiddleman(house.time, House.ip("198.51.100.1"));
        RegisterMiddleman without = House.registration(List.of(fake.address()), "x");
        RegisterMiddleman with =
                new RegisterMiddleman(1, House.NONCE, without.endpoints(), 1, 1, 1, 60, "x", List.of(), 120, token);

        House invited = admitting(new Admission.Invited(token));
        assertThat(invited.register(fake, without).status()).isEqualTo(Status.FORBIDDEN);
        assertThat(invited.register(fake, with).status()).isEqualTo(Status.CREATED);
        House listed = admitting(new Admission.Keys(Set.of(House.pub(fake.number))));
        assertThat(listed.register(fake, without).status()).isEqualTo(Status.CREATED);
        House others = admitting(new Admission.Keys(Set.of(House.pub(fake.number + 1))));
        assertThat(others.register(fake, without).status()).isEqualTo(Status.FORBIDDEN);
    }

    private static House admitting(Admission admission) {
        return new House(
                KaSettings.DEFAULTS, new Policies(Optional::empty, realm -> Optional.empty(), admission, Set.of()));
    }
}
