package dev.middleman.ka.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.cluster.Letter;
import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Status;
import dev.middleman.api.net.Endpoint;
import dev.middleman.api.net.Families;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.wire.control.Accept;
import dev.middleman.wire.control.TargetAnswer;
import dev.middleman.wire.id.Octets;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three members of one KA server, in virtual time: who registers at one is called through another. */
class ClusterTest {
    private static final String CALLER = "192.0.2.1";
    private static final int TARGET = 7;

    private final VirtualTime time = new VirtualTime();
    private final FakeCluster cluster = new FakeCluster(time);
    private final List<House> houses =
            IntStream.range(0, 3).mapToObj(i -> new House(time, i, hinting())).toList();
    private final List<FakeCluster.Member> members =
            houses.stream().map(house -> cluster.member()).toList();
    private final House callers = houses.get(0);
    private final House targets = houses.get(1);

    private static KaSettings hinting() {
        return new KaSettings(
                KaSettings.Waits.DEFAULTS,
                new KaSettings.Rates(1_000, 1_000, 1_000),
                KaSettings.Sizes.DEFAULTS,
                3,
                30,
                false,
                false,
                true);
    }

    @BeforeEach
    void join() {
        for (int i = 0; i < houses.size(); i++) {
            houses.get(i).core.join(members.get(i));
        }
    }

    @Test
    void shouldGiveBothPeersTheirLegWhenTheTargetIsAtAnotherMember() throws Exception {
        FakeMiddleman middleman = callers.middleman("198.51.100.1");
        House.Target target = targets.target(TARGET, Accept.OPEN);
        Inquirer caller = callers.lookUp(CALLER, TARGET);
        time.pass(10);
        assertThat(target.inbox().inbox().offers()).hasSize(1).first().satisfies(offer -> {
            assertThat(offer.blob()).isEqualTo(House.CALLER_BLOB);
            assertThat(offer.expires()).isEqualTo(8);
        });

        Inquirer said = target.says(target.offer(0), true);
        time.pass(100);

        assertThat(caller.status()).isEqualTo(Status.CREATED);
        assertThat(said.status()).isEqualTo(Status.CHANGED);
        assertThat(caller.line().role()).isEqualTo('a');
        assertThat(said.line().role()).isEqualTo('b');
        assertThat(caller.line().blob()).isEqualTo(House.TARGET_BLOB);
        assertThat(said.line().blob()).isEqualTo(House.CALLER_BLOB);
        assertThat(said.line().endpoints())
                .contains(middleman.address().withPort(20_001))
                .isEqualTo(caller.line().endpoints());
        assertThat(target.offers()).as("open offers").isZero();
        assertThat(targets.core.totals().offers()).isEqualTo(1);
        assertThat(callers.core.totals().introduced()).isEqualTo(1);
    }

    @Test
    void shouldAnswerARepeatedWordWithTheSameLine() throws Exception {
        callers.middleman("198.51.100.1");
        House.Target target = targets.target(TARGET, Accept.OPEN);
        callers.lookUp(CALLER, TARGET);
        time.pass(10);
        Octets iid = target.offer(0);

        Inquirer first = target.says(iid, true);
        Inquirer second = target.says(iid, true);
        time.pass(100);
        Inquirer third = target.says(iid, true);

        assertThat(first.line()).isEqualTo(second.line()).isEqualTo(third.line());
    }

    @Test
    void shouldRefuseUnknownAndUnwillingTargetsOfOtherMembersAlike() {
        callers.middleman("198.51.100.1");
        targets.target(TARGET, Accept.REFUSE);
        targets.target(TARGET + 1, Accept.MEMBERS);
        targets.target(TARGET + 2, Accept.ASK);
        Inquirer asked = callers.lookUp(CALLER, TARGET + 2);
        Inquirer refused = callers.lookUp(CALLER, TARGET);
        Inquirer stranger = callers.lookUp(CALLER, TARGET + 1);
        Inquirer unknown = callers.lookUp(CALLER, TARGET + 3);
        time.pass(7_999);
        List<Inquirer> all = List.of(asked, refused, stranger, unknown);
        assertThat(all).allSatisfy(one -> {
            assertThat(one.isAcknowledged()).isTrue();
            assertThat(one.isAnswered()).isFalse();
        });

        time.pass(10_000);

        assertThat(targets.core.totals().offers()).as("one was really asked").isEqualTo(1);
        assertThat(all).allSatisfy(one -> {
            assertThat(one.count()).isEqualTo(1);
            assertThat(one.status()).isEqualTo(Status.NOT_FOUND);
            assertThat(one.answer().payload()).isEqualTo(Answers.NOT_FOUND.payload());
            assertThat(one.answer().maxAgeSeconds()).isEqualTo(Answers.NOT_FOUND.maxAgeSeconds());
            assertThat(one.answeredMs()).isEqualTo(unknown.answeredMs());
        });
    }

    @Test
    void shouldNotTellTheCallersMemberOfANo() throws Exception {
        callers.middleman("198.51.100.1");
        House.Target target = targets.target(TARGET, Accept.ASK);
        callers.lookUp(CALLER, TARGET);
        time.pass(10);
        int before = cluster.letters.size();

        Inquirer said = target.says(target.offer(0), false);
        time.pass(20);

        assertThat(said.status()).isEqualTo(Status.CHANGED);
        assertThat(cluster.letters).hasSize(before);
        assertThat(callers.holds()).isZero();
    }

    @Test
    void shouldTakeTheOfferBackWhenTheCallerLeaves() throws Exception {
        callers.middleman("198.51.100.1");
        House.Target target = targets.target(TARGET, Accept.ASK);
        callers.lookUp(CALLER, callers.lookUpOf(TARGET), 77);
        time.pass(10);
        assertThat(target.offers()).isEqualTo(1);

        callers.core.gone(77);
        time.pass(10);

        assertThat(target.offers()).isZero();
    }

    @Test
    void shouldCallAPeerWhereItShowedItselfLast() throws Exception {
        callers.middleman("198.51.100.1");
        targets.middleman("198.51.100.2");
        House.Target earlier = targets.target(TARGET, Accept.OPEN);
        House.Target later = houses.get(2).target(TARGET, Accept.OPEN);
        callers.lookUp(CALLER, TARGET);
        targets.lookUp(CALLER, TARGET);
        time.pass(10);
        assertThat(later.offers())
                .as("also through the member where it was before")
                .isEqualTo(2);
        assertThat(earlier.offers()).isZero();

        targets.core.refreshPeer(earlier.cap(), targets.inquirer());
        callers.lookUp(CALLER, TARGET);
        time.pass(10);

        assertThat(earlier.offers()).isEqualTo(1);
        assertThat(later.offers()).isEqualTo(2);
    }

    @Test
    void shouldCallAPeerHereThatLeftTheOtherMember() throws Exception {
        callers.middleman("198.51.100.1");
        House.Target here = callers.target(TARGET, Accept.OPEN);
        House.Target there = targets.target(TARGET, Accept.OPEN);
        targets.core.removePeer(there.cap(), targets.inquirer());

        callers.lookUp(CALLER, TARGET);
        time.pass(10);

        assertThat(here.offers()).isEqualTo(1);
    }

    @Test
    void shouldCallAPeerAtAnotherMemberWhenItsOwnIsDead() throws Exception {
        callers.middleman("198.51.100.1");
        targets.target(TARGET, Accept.OPEN);
        members.get(1).die();
        Inquirer meanwhile = callers.lookUp(CALLER, TARGET);

        House.Target again = houses.get(2).target(TARGET, Accept.OPEN);
        callers.lookUp(CALLER, TARGET);
        time.pass(9_000);

        assertThat(meanwhile.status()).isEqualTo(Status.NOT_FOUND);
        assertThat(houses.get(2).core.totals().offers()).isEqualTo(1);
        assertThat(again.inbox().count()).as("an offer came and was taken back").isEqualTo(3);
    }

    @Test
    void shouldTellAClusterThatCameLaterOfWhoIsHere() throws Exception {
        FakeCluster another = new FakeCluster(time);
        House first = new House(time, 1, hinting());
        House second = new House(time, 2, hinting());
        first.middleman("198.51.100.1");
        House.Target target = second.target(TARGET, Accept.OPEN);

        first.core.join(another.member());
        second.core.join(another.member());
        first.lookUp(CALLER, TARGET);
        time.pass(10);

        assertThat(target.offers()).isEqualTo(1);
    }

    @Test
    void shouldLimitLookUpsOfOneTargetByOneCallerOverAllMembers() throws Exception {
        List<House> strict = IntStream.range(0, 3)
                .mapToObj(i -> new House(
                        time, i, House.settings(new KaSettings.Rates(1_000, 1_000, 3), KaSettings.Sizes.DEFAULTS)))
                .toList();
        FakeCluster another = new FakeCluster(time);
        strict.forEach(house -> house.core.join(another.member()));
        strict.get(1).middleman("198.51.100.1");
        strict.get(2).middleman("198.51.100.2");
        strict.get(0).target(TARGET, Accept.OPEN);
        for (int i = 0; i < 2; i++) {
            strict.get(1).lookUp(CALLER, TARGET);
            strict.get(2).lookUp(CALLER, TARGET);
        }
        time.pass(10);

        assertThat(strict.get(0).core.totals().offers()).isEqualTo(3);
        strict.get(1).lookUp("192.0.2.99", TARGET);
        time.pass(10);
        assertThat(strict.get(0).core.totals().offers()).as("another caller").isEqualTo(4);
    }

    @Test
    void shouldCarryATargetsHintToTheMiddlemanAndNoOtherAddress() throws Exception {
        FakeMiddleman middleman = callers.middleman("198.51.100.1");
        House.Target target = targets.target(TARGET, Accept.OPEN);
        Endpoint seen = House.ip(House.TARGETS_ADDRESS).withPort(0);
        for (LatchMode latch : List.of(LatchMode.KNOCK, LatchMode.ARM, LatchMode.HINT)) {
            callers.lookUp(CALLER, TARGET);
            time.pass(10);
            target.says(target.offer(0), new TargetAnswer(true, House.TARGET_BLOB, Families.BOTH, latch));
            time.pass(100);
        }

        assertThat(cluster.letters)
                .filteredOn(Letter.Consent.class::isInstance)
                .extracting(letter -> ((Letter.Consent) letter).hint())
                .containsExactly(Optional.empty(), Optional.empty(), Optional.of(seen));
        assertThat(middleman.details).hasSize(3);
        assertThat(middleman.details.get(2).b().hint()).contains(seen);
    }

    @Test
    void shouldLetOnlyTheMembersConcernedSpeak() throws Exception {
        callers.middleman("198.51.100.1");
        House.Target target = targets.target(TARGET, Accept.ASK);
        Inquirer caller = callers.lookUp(CALLER, TARGET);
        time.pass(10);
        Octets iid = target.offer(0);
        FakeCluster.Member third = members.get(2);

        third.send(1, new Letter.Retraction(iid.toArray()));
        third.send(
                0, new Letter.Consent(iid.toArray(), Families.BOTH, LatchMode.KNOCK, Optional.empty(), new byte[] {1}));
        time.pass(100);
        assertThat(target.offers()).as("still offered").isEqualTo(1);
        assertThat(callers.holds()).as("nobody was asked to hold").isZero();

        Inquirer said = target.says(iid, true);
        third.send(1, new Letter.Outcome(iid.toArray(), Answer.of(Status.CHANGED)));
        time.pass(100);
        assertThat(said.line().role()).as("the line of its caller's member").isEqualTo('b');
        assertThat(caller.status()).isEqualTo(Status.CREATED);
    }

    @Test
    void shouldDropOffersThatItHasNoRoomForAndSaySo() throws Exception {
        House small = new House(
                time, 4, House.settings(new KaSettings.Rates(1_000, 1_000, 1_000), new KaSettings.Sizes(10, 10, 1)));
        FakeCluster.Member member = cluster.member();
        small.core.join(member);
        callers.middleman("198.51.100.1");
        House.Target target = small.target(TARGET, Accept.ASK);

        callers.lookUp(CALLER, TARGET);
        callers.lookUp(CALLER, TARGET);
        time.pass(10);

        assertThat(target.offers()).isEqualTo(1);
        assertThat(member.untaken).isEqualTo(1);
        time.pass(20_000);
        callers.lookUp(CALLER, TARGET);
        time.pass(10);
        assertThat(target.offers()).as("after the first was forgotten").isEqualTo(1);
    }

    @Test
    void shouldLeaveNothingBehindAndTellATargetThatNothingCame() throws Exception {
        callers.middleman("198.51.100.1");
        House.Target target = targets.target(TARGET, Accept.ASK);
        int before = time.waiting();
        callers.lookUp(CALLER, TARGET);
        time.pass(10);
        Octets iid = target.offer(0);
        members.get(0).die();

        Inquirer said = target.says(iid, true);
        time.pass(100);
        assertThat(said.isAnswered()).isFalse();
        time.pass(20_000);

        assertThat(said.status()).isEqualTo(Status.UNAVAILABLE);
        assertThat(target.says(iid, true).status()).isEqualTo(Status.NOT_FOUND);
        assertThat(time.waiting()).as("deadlines").isEqualTo(before);
    }

    @Test
    void shouldWipeALineThatItPassedOn() throws Exception {
        callers.middleman("198.51.100.1");
        House.Target target = targets.target(TARGET, Accept.ASK);
        callers.lookUp(CALLER, TARGET);
        time.pass(10);
        target.says(target.offer(0), true);
        time.pass(100);
        byte[] line = cluster.letters.stream()
                .filter(Letter.Outcome.class::isInstance)
                .map(letter -> ((Letter.Outcome) letter).answer().payload())
                .findFirst()
                .orElseThrow();
        assertThat(line).contains('{');

        time.pass(20_000);

        assertThat(line).containsOnly(0);
    }

    @Test
    void shouldKeepRealmsApart() throws Exception {
        Octets other = Octets.of(new byte[] {
            1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
        });
        callers.middleman("198.51.100.1");
        House.Target target = targets.target(other, TARGET, Accept.OPEN, Families.BOTH);

        callers.lookUp(CALLER, TARGET);
        time.pass(10);
        assertThat(target.offers()).as("of a caller of another realm").isZero();
        callers.lookUp(CALLER, callers.lookUpOf(other, TARGET, Families.BOTH, List.of()));
        time.pass(10);

        assertThat(target.offers()).isEqualTo(1);
    }
}
