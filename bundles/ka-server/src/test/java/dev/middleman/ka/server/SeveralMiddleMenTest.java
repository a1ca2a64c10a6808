package dev.middleman.ka.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.control.Status;
import dev.middleman.api.net.Endpoint;
import dev.middleman.api.net.Families;
import dev.middleman.api.policy.Candidate;
import dev.middleman.api.policy.SelectionPolicy;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.ka.server.FakeMiddleman.Mood;
import dev.middleman.wire.control.Accept;
import dev.middleman.wire.control.Line;
import dev.middleman.wire.control.LookUp;
import dev.middleman.wire.control.TargetAnswer;
import dev.middleman.wire.id.Octets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Look-ups for several middle-men side by side: who is introduced, and what the others learn. */
class SeveralMiddleMenTest {
    private static final int TARGET = 7;

    private final House house = new House(House.generous());
    private Inquirer asked;
    private Inquirer said;

    /** Five, each of another network and operator. */
    private FakeMiddleman[] five() {
        FakeMiddleman[] all = new FakeMiddleman[5];
        Arrays.setAll(all, i -> house.middleman("198.51." + (100 + i) + ".1"));
        return all;
    }

    private void race(int count) throws Exception {
        race(count, House.TARGET_BLOB);
    }

    private void race(int count, Octets blobOfTarget) throws Exception {
        House.Target target = house.target(TARGET, Accept.OPEN);
        asked = house.lookUp("192.0.2.1", several(house, count));
        said = target.says(target.offer(0), new TargetAnswer(true, blobOfTarget, Families.BOTH, LatchMode.KNOCK));
    }

    private static LookUp several(House house, int count) {
        return House.several(house.lookUpOf(TARGET), count);
    }

    private static List<FakeMiddleman> through(Line line, FakeMiddleman... all) {
        return House.through(line, List.of(all));
    }

    @Test
    void shouldIntroduceBothPeersToTheSameThreeInTheSameOrder() throws Exception {
        FakeMiddleman[] m = five();

        race(3);
        house.time.pass(1_000);

        Line caller = asked.line();
        Line target = said.line();
        List<FakeMiddleman> introduced = through(caller, m);
        assertThat(introduced).hasSize(3).doesNotHaveDuplicates();
        assertThat(through(target, m)).isEqualTo(introduced);
        assertThat(caller.role()).isEqualTo(Line.CALLER);
        assertThat(target.role()).isEqualTo(Line.TARGET);
        assertThat(introduced.get(1).address())
                .isEqualTo(caller.more().get(0).endpoints().get(0).withPort(0));
        assertThat(keys(caller)).hasSize(3).doesNotContainAnyElementsOf(keys(target));
    }

    private static Set<Octets> keys(Line line) {
        Set<Octets> keys = new HashSet<>();
        keys.add(line.key());
        line.more().forEach(leg -> keys.add(leg.key()));
        return keys;
    }

    @Test
    void shouldReleaseTheLosersWhoLearnNothingButThatASessionWasWanted() throws Exception {
        FakeMiddleman[] m = five();

        race(3);
        house.time.pass(1_000);

        assertThat(house.holds()).as("asked: k, and one for each further one").isEqualTo(5);
        List<FakeMiddleman> losers = new ArrayList<>(List.of(m));
        losers.removeAll(through(asked.line(), m));
        assertThat(losers).hasSize(2).allSatisfy(loser -> {
            assertThat(loser.committed).isEmpty();
            assertThat(loser.released).isEqualTo(loser.held).hasSize(1);
        });
        assertThat(through(asked.line(), m))
                .allSatisfy(winner -> assertThat(winner.released).isEmpty());
    }

    @Test
    void shouldNeverPutTwoOfOneNetworkOrOperatorSideBySide() throws Exception {
        FakeMiddleman first = house.middleman("198.51.100.1", "one");
        FakeMiddleman sameNetwork = house.middleman("198.51.100.2", "two");
        FakeMiddleman sameOperator = house.middleman("203.0.113.1", "one");

        for (int i = 0; i < 40; i++) {
            race(3);
            house.time.pass(20_000);

            assertThat(Set.copyOf(through(asked.line(), first, sameNetwork, sameOperator)))
                    .as("the first has something in common with both")
                    .isIn(Set.of(first), Set.of(sameNetwork, sameOperator));
        }
    }

    @Test
    void shouldPutThoseSideBySideThatNameNoOperator() throws Exception {
        house.middleman("198.51.100.1", "");
        house.middleman("203.0.113.1", "");

        race(2);
        house.time.pass(1_000);

        assertThat(asked.line().more()).hasSize(1);
    }

    @Test
    void shouldIntroduceAsManyAsThereAre() throws Exception {
        house.middleman("198.51.100.1");

        race(3);
        house.time.pass(10_000);

        assertThat(asked.status()).isEqualTo(Status.CREATED);
        assertThat(asked.line().more()).isEmpty();
        assertThat(said.line().more()).isEmpty();
    }

    @Test
    void shouldTakeAnotherOneForThatWhichCannotCommit() throws Exception {
        FakeMiddleman[] m = five();
        m[0].committing = Mood.NO;
        m[1].committing = Mood.SILENT;

        race(3);
        house.time.pass(5_000);

        assertThat(through(asked.line(), m)).containsExactlyInAnyOrder(m[2], m[3], m[4]);
        assertThat(m[0].released).isEqualTo(m[0].held);
        assertThat(m[1].released).isEqualTo(m[1].held);
    }

    @Test
    void shouldGoOnWithFewerWhenTheOthersFallSilent() throws Exception {
        FakeMiddleman[] m = five();
        m[0].holding = Mood.SILENT;
        m[1].holding = Mood.SILENT;
        m[2].holding = Mood.NO;
        m[3].committing = Mood.SILENT;
        long startMs = house.time.nowMs();

        race(3);
        house.time.pass(10_000);

        assertThat(through(asked.line(), m)).containsExactly(m[4]);
        assertThat(asked.answeredMs() - startMs).as("hold wait").isEqualTo(2_000);
    }

    @Test
    void shouldLetThePolicyPickEachOfThem() throws Exception {
        FakeMiddleman[] m = five();
        for (int i = 0; i < m.length; i++) {
            m[i].holdMs = 10L * (i + 1);
        }
        house.selection = new SelectionPolicy() {
            @Override
            public String name() {
                return "the last of those that come within 35 ms";
            }

            @Override
            public long collectNs() {
                return 35_000_000L;
            }

            @Override
            public int pick(List<Candidate> offers, RandomGenerator random) {
                return offers.size() - 1;
            }
        };

        race(2);
        house.time.pass(10_000);

        List<FakeMiddleman> askedOnes =
                Arrays.stream(m).filter(one -> !one.holds.isEmpty()).toList();
        assertThat(askedOnes).hasSize(4);
        List<FakeMiddleman> inTime = askedOnes.stream()
                .filter(one -> one.holdMs <= askedOnes.get(0).holdMs + 35)
                .toList();
        assertThat(through(asked.line(), m))
                .containsExactly(inTime.get(inTime.size() - 1), inTime.get(inTime.size() - 2));
    }

    @Test
    void shouldReleaseThoseThatCommittedWhenItEndsBeforeAllHave() throws Exception {
        FakeMiddleman[] m = five();
        for (FakeMiddleman slow : List.of(m[1], m[2], m[3], m[4])) {
            slow.holding = Mood.SILENT;
        }
        race(2);
        house.time.pass(1_000);
        assertThat(m[0].committed).as("committed, and the race goes on").hasSize(1);
        assertThat(asked.isAnswered()).isFalse();

        house.core.close();

        assertThat(m[0].released).isEqualTo(m[0].held);
    }

    @Test
    void shouldIntroduceOneOnlyBesideALongBlob() throws Exception {
        five();
        Octets longest = Octets.of(new byte[480]);

        race(3, longest);
        house.time.pass(1_000);

        assertThat(asked.line().blob()).isEqualTo(longest);
        assertThat(asked.line().more()).isEmpty();
        assertThat(said.line().more()).isEmpty();
    }

    @Test
    void shouldFitThreeMiddleMenOfBothFamiliesIntoOneMessage() throws Exception {
        House open = new House(new KaSettings(
                KaSettings.Waits.DEFAULTS, House.generous().rates(), KaSettings.Sizes.DEFAULTS, 3, 30, true));
        for (int i = 100; i < 103; i++) {
            FakeMiddleman fake = new FakeMiddleman(open.time, House.ip("198.51." + i + ".100"));
            Endpoint ip6 = House.ip("2001:db8:" + i + ":4444:5555:6666:7777:8888");
            fake.grantedIp6 = Optional.of(ip6);
            open.register(fake, House.registration(List.of(fake.address(), ip6), "operator " + i));
        }
        House.Target target = open.target(TARGET, Accept.OPEN);
        Inquirer caller = open.lookUp("192.0.2.1", several(open, 3));
        target.says(
                target.offer(0),
                new TargetAnswer(true, Octets.of(new byte[Line.MAX_BLOB_BESIDE_MORE]), Families.BOTH, LatchMode.KNOCK));
        open.time.pass(1_000);

        Line line = caller.line();
        assertThat(line.more()).hasSize(2);
        assertThat(line.more()).allSatisfy(leg -> assertThat(leg.endpoints()).hasSizeGreaterThanOrEqualTo(2));
    }
}
