package dev.middleman.ka.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.control.Status;
import dev.middleman.api.net.Endpoint;
import dev.middleman.api.net.Families;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.wire.control.Accept;
import dev.middleman.wire.control.CommitLeg;
import dev.middleman.wire.control.RegisterMiddleman;
import dev.middleman.wire.control.TargetAnswer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Peers that latch in mode A or H: which middle-men they get, and what those are told. */
@Timeout(30)
class LatchModesTest {
    private static final String CALLER = "192.0.2.1";
    private static final String TARGETS = "192.0.2.77";
    private static final int TARGET = 7;

    private final House house = new House(House.generous());

    private static TargetAnswer yes(LatchMode latch, Families af) {
        return new TargetAnswer(true, House.TARGET_BLOB, af, latch);
    }

    @Test
    void shouldTellTheWinnerTheAddressThatEachHintedPeerWasSeenAt() throws Exception {
        FakeMiddleman middleman = house.middleman("198.51.100.1");
        House.Target target = house.target(TARGET, Accept.OPEN);
        Inquirer caller = house.lookUp(CALLER, House.latching(house.lookUpOf(TARGET), LatchMode.HINT));
        Inquirer said = target.says(TARGETS, target.offer(0), yes(LatchMode.HINT, Families.BOTH));
        house.time.pass(100);

        assertThat(middleman.details).hasSize(1);
        assertThat(middleman.details.get(0).a()).isEqualTo(hinted(CALLER));
        assertThat(middleman.details.get(0).b()).isEqualTo(hinted(TARGETS));
        assertThat(caller.line().mode()).isEqualTo(LatchMode.HINT);
        assertThat(said.line().mode()).isEqualTo(LatchMode.HINT);
    }

    private static CommitLeg hinted(String address) {
        return new CommitLeg(LatchMode.HINT, Optional.of(House.ip(address)), false);
    }

    @Test
    void shouldTellNoAddressOfAPeerThatKnocksOrArms() throws Exception {
        FakeMiddleman middleman = house.middleman("198.51.100.1");
        House.Target target = house.target(TARGET, Accept.OPEN);
        Inquirer caller = house.lookUp(CALLER, House.latching(house.lookUpOf(TARGET), LatchMode.ARM));
        Inquirer said = target.says(TARGETS, target.offer(0), yes(LatchMode.KNOCK, Families.BOTH));
        house.time.pass(100);

        assertThat(middleman.details.get(0).a().hint()).isEmpty();
        assertThat(middleman.details.get(0).b()).isEqualTo(CommitLeg.KNOCK);
        assertThat(caller.line().mode()).isEqualTo(LatchMode.ARM);
        assertThat(said.line().mode()).isEqualTo(LatchMode.KNOCK);
    }

    @Test
    void shouldTellNoLosingMiddlemanAnAddress() throws Exception {
        List<FakeMiddleman> all = List.of(
                house.middleman("198.51.100.1"), house.middleman("203.0.113.1"), house.middleman("203.0.114.1"));
        House.Target target = house.target(TARGET, Accept.OPEN);
        house.lookUp(CALLER, House.latching(house.lookUpOf(TARGET), LatchMode.HINT));
        target.says(TARGETS, target.offer(0), yes(LatchMode.HINT, Families.BOTH));
        house.time.pass(100);

        assertThat(all.stream().mapToInt(middleman -> middleman.holds.size()).sum())
                .isEqualTo(3);
        assertThat(all.stream().mapToInt(middleman -> middleman.details.size()).sum())
                .isOne();
    }

    @Test
    void shouldListEndpointsOfTheFamilyThatWasSeenOnly() throws Exception {
        House trusting = new House(new KaSettings(
                KaSettings.Waits.DEFAULTS, KaSettings.Rates.DEFAULTS, KaSettings.Sizes.DEFAULTS, 3, 30, true));
        Endpoint ip4 = House.ip("198.51.100.1");
        Endpoint ip6 = House.ip("2001:db8:1::1");
        FakeMiddleman middleman = new FakeMiddleman(trusting.time, ip4);
        middleman.grantedIp6 = Optional.of(ip6);
        trusting.register(middleman, House.registration(List.of(ip4, ip6), "both"));
        House.Target target = trusting.target(TARGET, Accept.OPEN);
        Inquirer caller = trusting.lookUp("2001:db8:2::1", House.latching(trusting.lookUpOf(TARGET), LatchMode.HINT));
        Inquirer said = target.says(TARGETS, target.offer(0), yes(LatchMode.HINT, Families.BOTH));
        trusting.time.pass(100);

        assertThat(caller.line().endpoints()).isNotEmpty().noneMatch(Endpoint::isIp4);
        assertThat(said.line().endpoints()).isNotEmpty().allMatch(Endpoint::isIp4);
    }

    @Test
    void shouldAskNoMiddlemanThatDoesNotSayThatItCan() throws Exception {
        FakeMiddleman old = new FakeMiddleman(house.time, House.ip("198.51.100.1"));
        RegisterMiddleman able = House.registration(List.of(old.address()), "old");
        house.register(
                old,
                new RegisterMiddleman(
                        1,
                        able.nonce(),
                        able.endpoints(),
                        100,
                        20_000,
                        5_000,
                        600,
                        "old",
                        List.of("something else"),
                        3_600,
                        able.token()));
        House.Target target = house.target(TARGET, Accept.OPEN);
        for (LatchMode latch : List.of(LatchMode.ARM, LatchMode.HINT)) {
            assertThat(house.lookUp(CALLER, House.latching(house.lookUpOf(TARGET), latch))
                            .status())
                    .isEqualTo(Status.UNAVAILABLE);
        }
        Inquirer caller = house.lookUp(CALLER, house.lookUpOf(TARGET));
        target.says(TARGETS, target.offer(0), yes(LatchMode.HINT, Families.BOTH));
        house.time.pass(100);
        assertThat(caller.status()).isEqualTo(Status.UNAVAILABLE);
        assertThat(old.holds).isEmpty();
    }
}
