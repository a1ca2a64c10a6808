package dev.middleman.ka.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.net.Families;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.wire.control.Accept;
import dev.middleman.wire.control.Commit;
import dev.middleman.wire.control.CommitLeg;
import dev.middleman.wire.control.Line;
import dev.middleman.wire.control.RegisterMiddleman;
import dev.middleman.wire.control.SpareLeg;
import dev.middleman.wire.control.TargetAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Several middle-men side by side for peers that latch in mode A or H. */
@Timeout(30)
class SeveralByModeTest {
    private static final String CALLER = "192.0.2.1";
    private static final String TARGETS = "192.0.2.77";
    private static final int TARGET = 7;
    private static final int MIDDLE_MEN = 5;

    private final House house = new House(House.generous());
    private final List<FakeMiddleman> middleMen = new ArrayList<>();
    private Inquirer asked;
    private Inquirer said;

    /** Looks up in this mode; the target latches in that one. */
    private void race(House at, String caller, int count, LatchMode mode, LatchMode ofTarget) throws Exception {
        House.Target target = at.target(TARGET, Accept.OPEN);
        asked = at.lookUp(caller, House.several(House.latching(at.lookUpOf(TARGET), mode), count));
        said = target.says(
                TARGETS, target.offer(0), new TargetAnswer(true, House.TARGET_BLOB, Families.BOTH, ofTarget));
        at.time.pass(1_000);
    }

    /** So many that can latch in every mode, each of another network and operator. */
    private void able(int count) {
        for (int i = 0; i < count; i++) {
            middleMen.add(house.middleman("198.51." + (100 + i) + ".1"));
        }
    }

    /** One that does not say that it can do more than be knocked at. */
    private FakeMiddleman plain(String address) {
        FakeMiddleman fake = new FakeMiddleman(house.time, House.ip(address));
        RegisterMiddleman able = House.registration(List.of(fake.address()), "operator of " + address);
        house.register(
                fake,
                new RegisterMiddleman(
                        1,
                        able.nonce(),
                        able.endpoints(),
                        100,
                        20_000,
                        5_000,
                        600,
                        able.operator(),
                        List.of(),
                        3_600,
                        able.token()));
        middleMen.add(fake);
        return fake;
    }

    private static CommitLeg leg(LatchMode mode, String seen) {
        Optional<Endpoint> hint = mode == LatchMode.HINT ? Optional.of(House.ip(seen)) : Optional.empty();
        return new CommitLeg(mode, hint, false);
    }

    private List<FakeMiddleman> through(Line line) {
        return House.through(line, middleMen);
    }

    @ParameterizedTest
    @CsvSource({"ARM, ARM, 2", "ARM, ARM, 3", "HINT, HINT, 2", "HINT, HINT, 3", "ARM, HINT, 3", "HINT, KNOCK, 3"})
    void shouldIntroduceBothInTheirModeAtEachOfThem(LatchMode mode, LatchMode ofTarget, int count) throws Exception {
        able(MIDDLE_MEN);

        race(house, CALLER, count, mode, ofTarget);

        List<FakeMiddleman> winners = through(asked.line());
        assertThat(winners).hasSize(count).doesNotHaveDuplicates();
        assertThat(through(said.line())).isEqualTo(winners);
        assertThat(asked.line().mode()).isEqualTo(mode);
        assertThat(said.line().mode()).isEqualTo(ofTarget);
        for (FakeMiddleman winner : winners) {
            assertThat(winner.details).singleElement().satisfies(commit -> {
                assertThat(commit.a()).isEqualTo(leg(mode, CALLER));
                assertThat(commit.b()).isEqualTo(leg(ofTarget, TARGETS));
            });
        }
    }

    @Test
    void shouldTellNoLoserAnAddressHoweverManyWin() throws Exception {
        able(MIDDLE_MEN);

        race(house, CALLER, 3, LatchMode.HINT, LatchMode.HINT);

        assertThat(house.holds()).as("asked").isEqualTo(MIDDLE_MEN);
        List<FakeMiddleman> losers = new ArrayList<>(middleMen);
        losers.removeAll(through(asked.line()));
        assertThat(losers).hasSize(2).allSatisfy(loser -> {
            assertThat(loser.details).isEmpty();
            assertThat(loser.released).isEqualTo(loser.held).hasSize(1);
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = LatchMode.class,
            names = {"ARM", "HINT"})
    void shouldPutOnlyThoseSideBySideThatCanLatchSo(LatchMode mode) throws Exception {
        able(2);
        FakeMiddleman plain = plain("203.0.113.1");
        race(house, CALLER, 3, LatchMode.KNOCK, LatchMode.KNOCK);
        assertThat(through(asked.line())).as("it is one of three").hasSize(3).contains(plain);
        int heldBefore = plain.holds.size();

        race(house, CALLER, 3, mode, mode);

        assertThat(through(asked.line())).hasSize(2).doesNotContain(plain);
        assertThat(said.line().more()).hasSize(1);
        assertThat(plain.holds).hasSize(heldBefore);
    }

    @ParameterizedTest
    @EnumSource(
            value = LatchMode.class,
            names = {"ARM", "HINT"})
    void shouldTakeAnotherOneForThatWhichCannotCommit(LatchMode mode) throws Exception {
        able(MIDDLE_MEN);
        middleMen.get(0).committing = FakeMiddleman.Mood.NO;
        middleMen.get(1).committing = FakeMiddleman.Mood.NO;

        race(house, CALLER, 3, mode, mode);

        assertThat(through(asked.line()))
                .containsExactlyInAnyOrder(middleMen.get(2), middleMen.get(3), middleMen.get(4));
        for (FakeMiddleman winner : through(asked.line())) {
            Commit commit = winner.details.get(winner.details.size() - 1);
            assertThat(commit.a()).isEqualTo(leg(mode, CALLER));
        }
    }

    @Test
    void shouldListEndpointsOfTheFamilyThatWasSeenOnlyAtEachOfThem() throws Exception {
        House trusting = new House(new KaSettings(
                KaSettings.Waits.DEFAULTS, House.generous().rates(), KaSettings.Sizes.DEFAULTS, 3, 30, true));
        for (int i = 100; i < 103; i++) {
            FakeMiddleman both = new FakeMiddleman(trusting.time, House.ip("198.51." + i + ".1"));
            Endpoint ip6 = House.ip("2001:db8:" + i + "::1");
            both.grantedIp6 = Optional.of(ip6);
            trusting.register(both, House.registration(List.of(both.address(), ip6), "operator " + i));
        }

        race(trusting, "2001:db8:2::1", 3, LatchMode.HINT, LatchMode.HINT);

        assertThat(legs(asked.line()))
                .hasSize(3)
                .allSatisfy(leg -> assertThat(leg.endpoints()).isNotEmpty().noneMatch(Endpoint::isIp4));
        assertThat(legs(said.line()))
                .hasSize(3)
                .allSatisfy(leg -> assertThat(leg.endpoints()).isNotEmpty().allMatch(Endpoint::isIp4));
    }

    private static List<SpareLeg> legs(Line line) {
        List<SpareLeg> legs = new ArrayList<>();
        legs.add(new SpareLeg(line.endpoints(), line.sid(), line.key(), line.idle(), line.expires()));
        legs.addAll(line.more());
        return legs;
    }
}
