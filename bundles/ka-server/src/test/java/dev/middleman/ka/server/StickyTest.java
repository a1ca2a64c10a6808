package dev.middleman.ka.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.net.Families;
import dev.middleman.api.policy.Candidate;
import dev.middleman.api.policy.SelectionPolicy;
import dev.middleman.wire.control.Accept;
import dev.middleman.wire.control.LookUp;
import dev.middleman.wire.id.Octets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Selection by rank: few middle-men per caller, and nothing in common between realms. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class StickyTest {
    private static final int TARGET = 7;
    private static final int MIDDLE_MEN = 20;
    private static final Octets OTHER_REALM = Octets.of(
            new byte[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
            });

    /** As the policy of that name does. */
    private record ByRank(boolean asksByRank) implements SelectionPolicy {
        @Override
        public String name() {
            return "by-rank";
        }

        @Override
        public long collectNs() {
            return 150_000_000;
        }

        @Override
        public int pick(List<Candidate> offers, RandomGenerator random) {
            int least = 0;
            for (int i = 1; i < offers.size(); i++) {
                least = offers.get(i).rank() < offers.get(least).rank() ? i : least;
            }
            return least;
        }
    }

    private final House house = house();
    private final Map<Octets, House.Target> targets = new HashMap<>();

    private static House house() {
        House house = new House(
                House.generous(),
                new Policies(
                        Optional::empty,
                        realm -> Optional.empty(),
                        new Admission.Open(),
                        Set.of(House.REALM, OTHER_REALM)));
        house.selection = new ByRank(true);
        for (int i = 1; i <= MIDDLE_MEN; i++) {
            house.middleman("198.51." + i + ".1");
        }
        return house;
    }

    /** The address of the middle-man that this caller is introduced to. */
    private Endpoint introduced(Octets realm, String caller) throws Exception {
        House.Target target =
                targets.computeIfAbsent(realm, any -> house.target(realm, TARGET, Accept.OPEN, Families.BOTH));
        LookUp body = house.lookUpOf(realm, TARGET, Families.BOTH, List.of());
        Inquirer asked = house.lookUp(caller, body);
        target.says(target.offer(0), true);
        house.time.pass(1_000);
        return asked.line().endpoints().get(0).withPort(0);
    }

    private Set<Endpoint> introducedInFiftyLookUps(String caller) throws Exception {
        Set<Endpoint> seen = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            seen.add(introduced(House.REALM, caller));
        }
        return seen;
    }

    @Test
    void shouldGiveACallerTheSameMiddlemanAsLongAsItHasRoom() throws Exception {
        assertThat(introducedInFiftyLookUps("192.0.2.1")).hasSize(1);
        house.selection = new ByRank(false);
        assertThat(introducedInFiftyLookUps("192.0.2.1"))
                .as("asked at random, as a control")
                .hasSizeGreaterThan(5);
    }

    @Test
    void shouldFallBackToTheSameNextOneAndComeBack() throws Exception {
        Endpoint usual = introduced(House.REALM, "192.0.2.1");
        FakeMiddleman itself = house.middleMen.stream()
                .filter(m -> m.address().equals(usual))
                .findFirst()
                .orElseThrow();
        itself.holding = FakeMiddleman.Mood.NO;
        Set<Endpoint> whileFull = introducedInFiftyLookUps("192.0.2.1");
        itself.holding = FakeMiddleman.Mood.YES;

        assertThat(whileFull).hasSize(1).doesNotContain(usual);
        assertThat(introduced(House.REALM, "192.0.2.1")).isEqualTo(usual);
    }

    @Test
    void shouldSpreadCallersOverAllMiddleMen() throws Exception {
        Map<Endpoint, Integer> callers = new HashMap<>();
        for (int i = 0; i < 400; i++) {
            callers.merge(introduced(House.REALM, "10." + i / 200 + "." + i % 200 + ".1"), 1, Integer::sum);
        }

        assertThat(callers).hasSize(MIDDLE_MEN);
        assertThat(callers.values()).allMatch(count -> count >= 5 && count <= 45); // 20 on average
    }

    @Test
    void shouldNotLetOneRealmTellAnythingAboutTheOther() throws Exception {
        int same = 0;
        for (int i = 0; i < 100; i++) {
            String caller = "10.9." + i + ".1";
            same += introduced(House.REALM, caller).equals(introduced(OTHER_REALM, caller)) ? 1 : 0;
        }

        assertThat(same).as("callers with the same middle-man in both realms").isLessThan(20); // 5 on average
    }
}
