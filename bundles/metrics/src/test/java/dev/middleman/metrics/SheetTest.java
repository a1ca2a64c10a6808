package dev.middleman.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.ka.Registrations;
import dev.middleman.api.relay.DropReason;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.api.relay.TurnTimes;
import dev.middleman.testkit.metrics.Family;
import dev.middleman.testkit.metrics.OpenMetrics;
import dev.middleman.testkit.metrics.Sample;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SheetTest {
    private static final Map<String, String> M1 = Map.of("middleman", "m1");
    /** Beside those that the test's totals count as live. */
    private static final int HELD_AND_RESERVED = 3;

    private static Map<String, Family> told(Figures figures) {
        byte[] text = Page.of(Sheet.of(figures)).openMetrics();
        return OpenMetrics.parse(new String(text, StandardCharsets.UTF_8));
    }

    private static Optional<Double> value(Map<String, Family> told, Metric metric, Map<String, String> labels) {
        return Optional.ofNullable(told.get(metric.family())).flatMap(family -> family.value(labels));
    }

    @Test
    void shouldTellEveryMetricOfANodeThatHasEverything() {
        Map<String, Family> told = told(Some.figures());

        assertThat(told.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Metric.values()).map(Metric::family).toList());
        for (Metric metric : Metric.values()) {
            Family family = told.get(metric.family());
            assertThat(family.type()).isEqualToIgnoringCase(metric.type().name());
            assertThat(family.help()).isEqualTo(metric.help());
        }
        assertThat(told.get("middleman_forwarded_bytes").unit()).isEqualTo("bytes");
    }

    @Test
    void shouldTellWhatTheTotalsAre() {
        Map<String, Family> told = told(Some.figures());

        assertThat(value(told, Metric.RECEIVED, M1)).contains(12_350.0);
        assertThat(value(told, Metric.FORWARDED, M1)).contains(12_339.0);
        assertThat(value(told, Metric.BYTES, M1)).contains(987_654.0);
        assertThat(value(told, Metric.KNOCKS, M1)).contains(4.0);
        assertThat(value(told, Metric.SESSIONS, M1)).contains(60.0);
        assertThat(value(told, Metric.CAPACITY, M1)).contains(100.0);
        assertThat(value(told, Metric.DRAINING, M1)).contains(1.0);
        assertThat(value(told, Metric.DROPPED, Map.of("middleman", "m1", "reason", "unknown_source")))
                .contains(7.0);
        assertThat(told.get("middleman_datagrams_dropped").samples()).hasSize(DropReason.values().length);
        assertThat(told.get("middleman_legs_latched").samples()).hasSize(LatchMode.values().length);
        assertThat(value(told, Metric.TRANSPORT, Map.of("middleman", "m1", "transport", "ffm")))
                .contains(1.0);
        assertThat(value(told, Metric.REGISTRATIONS, Map.of("middleman", "m1", "state", "registered")))
                .contains(2.0);
        assertThat(told.get("middleman_registrations").samples()).hasSize(Registrations.State.values().length);
        assertThat(value(told, Metric.KA_PEERS, Map.of())).contains(40.0);
        assertThat(value(told, Metric.CLUSTER_MEMBERS, Map.of())).contains(3.0);
        assertThat(value(told, Metric.CLUSTER_PEERS, Map.of())).contains(40.0);
        assertThat(value(told, Metric.CLUSTER_SENT, Map.of())).contains(150.0);
        assertThat(value(told, Metric.CLUSTER_RECEIVED, Map.of())).contains(160.0);
        assertThat(value(told, Metric.CLUSTER_MALFORMED, Map.of())).contains(3.0);
        assertThat(value(told, Metric.CLUSTER_UNSENT, Map.of())).contains(10.0);
        assertThat(value(told, Metric.CLUSTER_UNTAKEN, Map.of())).contains(20.0);
        assertThat(value(told, Metric.CLUSTER_UNKNOWN, Map.of())).contains(30.0);
        assertThat(value(told, Metric.CLUSTER_CHANGES, Map.of())).contains(4.0);
        assertThat(value(told, Metric.LEVEL, Map.of())).contains(1.0);
    }

    @Test
    void shouldTellTurnsAsAHistogram() {
        Family turns = told(Some.figures()).get("middleman_turn_seconds");

        assertThat(turns.unit()).isEqualTo("seconds");
        assertThat(turns.samples())
                .filteredOn(sample -> sample.name().endsWith("_bucket"))
                .hasSize(TurnTimes.BUCKETS)
                .startsWith(new Sample("middleman_turn_seconds_bucket", Map.of("middleman", "m1", "le", "2.56E-7"), 1))
                .contains(new Sample("middleman_turn_seconds_bucket", Map.of("middleman", "m1", "le", "5.12E-7"), 3))
                .endsWith(new Sample("middleman_turn_seconds_bucket", Map.of("middleman", "m1", "le", "+Inf"), 190));
        assertThat(turns.samples())
                .contains(new Sample("middleman_turn_seconds_sum", M1, 2.5))
                .contains(new Sample("middleman_turn_seconds_count", M1, 190));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 9, 10, 11})
    void shouldNotTellANumberBelowTen(long now) {
        Map<String, Family> told = told(Some.figures(Some.totals(1, now - HELD_AND_RESERVED, now), Some.ka(now, 0)));

        boolean few = now < 10;
        assertThat(value(told, Metric.SESSIONS_FEW, M1)).contains(few ? 1.0 : 0.0);
        assertThat(value(told, Metric.SESSIONS, M1)).isEqualTo(few ? Optional.empty() : Optional.of((double) now));
        assertThat(value(told, Metric.KA_PEERS_FEW, Map.of())).contains(few ? 1.0 : 0.0);
        assertThat(value(told, Metric.CLUSTER_PEERS_FEW, Map.of())).contains(few ? 1.0 : 0.0);
        assertThat(value(told, Metric.CLUSTER_PEERS, Map.of()))
                .isEqualTo(few ? Optional.empty() : Optional.of((double) now));
        assertThat(value(told, Metric.KA_PEERS, Map.of()))
                .isEqualTo(few ? Optional.empty() : Optional.of((double) now));
    }

    /** What was opened less what has ended is what there is: neither may be exact. */
    @Test
    void shouldCountSessionsAndLookUpsInStepsOfTen() {
        List<String> exact = List.of(
                "datagrams_received",
                "datagrams_forwarded",
                "datagrams_dropped",
                "knocks",
                "forwarded_bytes",
                "ka_middlemen_dropped",
                "ka_cluster_changes",
                "ka_cluster_messages_malformed",
                "clock_jumps");
        for (long opened = 57; opened < 80; opened++) {
            Map<String, Family> told = told(Some.figures(Some.totals(1, 57, opened), Some.ka(opened, opened)));
            told.values().stream()
                    .filter(family -> family.type().equals("counter"))
                    .filter(family -> !exact.contains(family.name().substring(Metric.PREFIX.length())))
                    .forEach(family -> assertThat(family.samples()).isNotEmpty().allSatisfy(sample -> assertThat(
                                    sample.value() % 10)
                            .as(family.name())
                            .isZero()));
            assertThat(value(told, Metric.OPENED, M1)).contains((double) (opened / 10 * 10));
            assertThat(value(told, Metric.KA_INTRODUCED, Map.of())).contains((double) (opened / 10 * 10));
        }
    }

    @Test
    void shouldTellOnlyWhatIsThere() {
        Map<String, Family> nothing =
                told(new Figures(List.of(), List.of(), List.of(), Optional.empty(), Optional.of(4L)));
        assertThat(nothing.keySet()).containsExactly(Metric.CLOCK_JUMPS.family());

        Map<String, Family> silent = told(new Figures(
                List.of(new Figures.OfMiddleman("m1", Optional.empty(), false, Optional.empty(), Map.of())),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty()));
        assertThat(value(silent, Metric.UP, M1)).contains(0.0);
        assertThat(silent.keySet())
                .containsExactlyInAnyOrder(Metric.UP.family(), Metric.DRAINING.family(), Metric.REGISTRATIONS.family());
    }

    @Test
    void shouldEscapeNames() {
        String name = "a\"b\\c\nd";
        Map<String, Family> told = told(new Figures(
                List.of(new Figures.OfMiddleman(name, Optional.empty(), false, Optional.empty(), Map.of())),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty()));
        assertThat(value(told, Metric.UP, Map.of("middleman", name))).contains(0.0);
    }

    /** With the same samples: the older format has no end and writes some of the metadata otherwise. */
    @Test
    void shouldTellTheSameToOldScrapers() {
        Page page = Page.of(Sheet.of(Some.figures()));
        assertThat(samples(page.plain())).isNotEmpty().containsExactlyInAnyOrderElementsOf(samples(page.openMetrics()));
        assertThat(new String(page.plain(), StandardCharsets.UTF_8)).doesNotContain("# EOF", "# UNIT");
    }

    private static List<String> samples(byte[] text) {
        return new String(text, StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .toList();
    }
}
