package dev.middleman.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.middleman.api.cluster.ClusterStatus;
import dev.middleman.api.cluster.ClusterTotals;
import dev.middleman.api.ka.KaTotals;
import dev.middleman.api.ka.Registrations;
import dev.middleman.api.policy.Candidate;
import dev.middleman.api.policy.SelectionPolicy;
import dev.middleman.api.relay.DropReason;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.api.relay.Swap;
import dev.middleman.api.relay.Totals;
import dev.middleman.api.relay.TransportChoice;
import dev.middleman.api.relay.TurnTimes;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class ConsoleTest {

    @Test
    void shouldAlignColumnsAndShowOnlyReasonsThatHappened() {
        assertThat(new TotalsView(Map.of("m1", totals(12_345, 2))).text()).isEqualTo("""
                        middle-man  received  forwarded    bytes  knocks  dropped  balanced
                        m1            12,345     12,339  987,654       4        2  yes

                        middle-man  held  reserved  live  capacity  opened  expired  refused  moved  shards  ports
                        m1             1         2     3       100       9        5        7      8       2     64

                        middle-man  latched by knock  by arming  by hint
                        m1                         0          0        6

                        middle-man  dropped because  datagrams
                        m1          unknown source           2

                        middle-man  turns timed  half within  99 % within
                        m1                  100  0.3 us       1.0 us""");
    }

    @Test
    void shouldSayWhenTotalsDoNotBalance() {
        Totals unbalanced = totals(10, 2);
        assertThat(unbalanced.balanced()).isFalse();
        assertThat(new TotalsView(Map.of("m1", unbalanced)).text()).contains("  NO\n");
    }

    @Test
    void shouldWriteTotalsAsJsonWithEveryReason() {
        String json = new TotalsView(Map.of("m\"1", totals(12_345, 2))).json();
        assertThat(json).startsWith("{\"m\\\"1\": {\"received\": 12345, \"forwarded\": 12339,");
        for (DropReason reason : DropReason.values()) {
            assertThat(json).contains('"' + reason.name() + "\": ");
        }
        assertThat(json)
                .contains(
                        "\"turns\": {\"timed\": 100, \"sumNs\": 40000000, \"withinNs\": {\"256\": 98, \"512\": 0, \"1024\": 1, ")
                .contains("\"more\": 1}");
    }

    @Test
    void shouldSayThatNothingRuns() {
        assertThat(new TotalsView(Map.of()).text()).isEqualTo("no middle-man runs here");
        assertThat(new KaCommand(List.of()).ka()).isEqualTo("no KA server runs here");
        assertThat(new RegistrationsCommand(List.of()).registrations("--json")).isEqualTo("[]");
    }

    @Test
    void shouldShowEveryTotalOfAKaServer() {
        KaView view = new KaView("coaps://ka:5684/m2", new KaTotals(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13));
        assertThat(view.fields()).hasSize(13).containsEntry("peers", 1L).containsEntry("middleMenDropped", 13L);
        assertThat(view.text()).contains("middle men dropped", "look ups");
    }

    @Test
    void shouldShowEveryTotalOfAMemberOfACluster() {
        ClusterStatus status = new ClusterStatus() {
            @Override
            public int members() {
                return 3;
            }

            @Override
            public ClusterTotals totals() {
                return new ClusterTotals(1, 2, 3, 4, 5, 6, 7, 8);
            }
        };
        ClusterCommand command = new ClusterCommand(List.of(status));

        assertThat(command.cluster("--json"))
                .startsWith("[{\"members\": 3, \"elsewhere\": 1,")
                .endsWith("\"changes\": 8}]");
        assertThat(command.cluster()).startsWith("of this member").contains("members", "malformed");
        assertThat(new ClusterCommand(List.of()).cluster()).isEqualTo("no KA server here is a member of a cluster");
    }

    @Test
    void shouldShowRegistrationsInOneLineEach() {
        Registrations client = new Registrations() {
            @Override
            public String middleman() {
                return "m1";
            }

            @Override
            public List<Registration> servers() {
                return List.of(new Registration("coaps://ka:5684/m2", State.BACKING_OFF, "no answer", 4, 5, 6));
            }

            @Override
            public void drain(boolean on) {
                throw new UnsupportedOperationException("a console only reads");
            }
        };
        assertThat(new RegistrationsCommand(List.of(client)).registrations())
                .contains("m1          coaps://ka:5684/m2  backing off        4      5        6  no answer");
    }

    @Test
    void shouldStarTheServiceOfHighestRankingAndThenTheOldest() {
        String parts = new PartsCommand(
                        List.of(),
                        List.of(),
                        List.of(policy("young", 7, 5), policy("low", 1, 0), policy("old", 3, 5)),
                        List.of())
                .parts();
        assertThat(parts.lines().map(line -> line.replaceAll(" +", " ")).skip(1))
                .containsExactly("selection * old", "selection young", "selection low");
    }

    private static Map.Entry<Map<String, Object>, SelectionPolicy> policy(String name, long id, int ranking) {
        SelectionPolicy policy = new SelectionPolicy() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public long collectNs() {
                return 0;
            }

            @Override
            public int pick(List<Candidate> offers, RandomGenerator random) {
                throw new UnsupportedOperationException("a console only reads");
            }
        };
        return Map.entry(Map.of("service.id", id, "service.ranking", ranking), policy);
    }

    @Test
    void shouldTellWhatASwapCost() throws Exception {
        Choice choice = new Choice();
        SwapCommand command = new SwapCommand(List.of(Map.entry(Map.of("middleman.name", "m1"), choice)));
        assertThat(command.swap()).isEqualTo("""
                        middle-man  transport    others  last swap
                        m1          netty-epoll  ffm     -""");
        assertThat(command.swap(false, "ffm")).isEqualTo("m1: netty-epoll -> ffm, 1 session moved, 3 datagrams lost");
        assertThat(command.swap(false, "ffm", "m1")).isEqualTo("m1: is on ffm already");
        assertThat(command.swap()).contains("netty-epoll -> ffm, 1 session moved");
        assertThatThrownBy(() -> command.swap(false, "ffm", "m2")).hasMessage("middle-man \"m2\" is not one of [m1]");
        choice.current = "netty-epoll";
        assertThat(command.swap(true, "ffm"))
                .isEqualTo("{\"m1\": {\"from\": \"netty-epoll\", \"to\": \"ffm\", \"sessions\": 1,"
                        + " \"way\": \"STEERED\", \"lost\": 3}}");
    }

    @Test
    void shouldSayWhatASwapDoesNotCount() {
        assertThat(SwapCommand.words(new Swap("a", "b", 2, Swap.Way.SHARED, 0)))
                .isEqualTo("a -> b, 2 sessions moved, 0 datagrams lost, and what came while the former one closed");
        assertThat(SwapCommand.words(new Swap("a", "b", 2, Swap.Way.STEERED, -1)))
                .endsWith("lost datagrams cannot be counted");
        assertThat(SwapCommand.words(new Swap("a", "b", 2, Swap.Way.APART, -1)))
                .endsWith("what came before the ports were bound again is lost");
    }

    /** A middle-man on epoll that can be moved to the foreign transport. */
    private static final class Choice implements TransportChoice {
        private String current = "netty-epoll";
        private Swap last;

        @Override
        public List<String> offered() {
            return List.of("ffm", "netty-epoll");
        }

        @Override
        public Optional<String> inUse() {
            return Optional.of(current);
        }

        @Override
        public Optional<Swap> use(String name) {
            if (name.equals(current)) {
                return Optional.empty();
            }
            last = new Swap(current, name, 1, Swap.Way.STEERED, 3);
            current = name;
            return last();
        }

        @Override
        public Optional<Swap> last() {
            return Optional.ofNullable(last);
        }
    }

    @Test
    void shouldShowWhetherTheWorkIsSpreadEvenly() {
        assertThat(ShardsCommand.text(Map.of("m1", List.of(totals(12_345, 2), totals(5, 0)))))
                .isEqualTo("""
                        middle-man  shard  ports  sessions  received  forwarded  dropped  99 % of turns within
                        m1              0     64         6    12,345     12,339        2  1.0 us
                        m1              1     64         6         5     12,339        0  1.0 us""");
    }

    @Test
    void shouldRefuseUnknownArguments() {
        assertThatThrownBy(() -> Arguments.json("--yaml")).hasMessageContaining("--yaml");
    }

    private static Totals totals(long received, long unknown) {
        Map<DropReason, Long> dropped = new LinkedHashMap<>();
        dropped.put(DropReason.UNKNOWN_SOURCE, unknown);
        return new Totals(
                received,
                12_339,
                4,
                dropped,
                987_654,
                Map.of(LatchMode.HINT, 6L),
                8,
                1,
                2,
                3,
                9,
                5,
                7,
                100,
                2,
                64,
                turns());
    }

    /** 98 in the first bucket, one that took up to 1,024 ns, one that took ever so long. */
    private static TurnTimes turns() {
        Long[] counts = new Long[TurnTimes.BUCKETS];
        Arrays.fill(counts, 0L);
        counts[0] = 98L;
        counts[2] = 1L;
        counts[TurnTimes.BUCKETS - 1] = 1L;
        return new TurnTimes(List.of(counts), 40_000_000);
    }
}
