package dev.middleman.testkit.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenMetricsTest {

    private static final String GOOD = """
            # TYPE sent_bytes counter
            # UNIT sent_bytes bytes
            # HELP sent_bytes Sent
            sent_bytes_total{to="a\\\\b\\"c\\nd",way="x"} 12.0
            sent_bytes_total{to="e",way="x"} 1.5e3
            # TYPE took_seconds histogram
            # UNIT took_seconds seconds
            # HELP took_seconds Took
            took_seconds_bucket{le="0.5"} 1
            took_seconds_bucket{le="1.0"} 1
            took_seconds_bucket{le="+Inf"} 3
            took_seconds_count 3
            took_seconds_sum 4.5
            # TYPE open gauge
            # HELP open Open
            open -1
            # TYPE kind info
            # HELP kind Kind
            kind_info{is="y"} 1
            # EOF
            """;

    @Test
    void shouldReadEveryTypeInUse() {
        Map<String, Family> families = OpenMetrics.parse(GOOD);

        assertThat(families.keySet()).containsExactly("sent_bytes", "took_seconds", "open", "kind");
        Family sent = families.get("sent_bytes");
        assertThat(sent.type()).isEqualTo("counter");
        assertThat(sent.unit()).isEqualTo("bytes");
        assertThat(sent.value(Map.of("to", "a\\b\"c\nd", "way", "x"))).contains(12.0);
        assertThat(sent.value(Map.of("way", "x", "to", "e"))).contains(1500.0);
        assertThat(families.get("open").value(Map.of())).contains(-1.0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "# EOF | # END",
                "sent_bytes_total{to=\"e\" | sent_bytes{to=\"e\"",
                "to=\"e\",way | to=\"e\" way",
                "to=\"e\",way | to=\"e\"\",way",
                "to=\"e\",way | to=\"\\t\",way",
                "to=\"e\",way | way=\"x\",way",
                "to=\"e\" | to=\"a\\\\b\\\"c\\nd\"",
                "1.5e3 | 1.5e3 1700000000",
                "1.5e3 | -1",
                "1.5e3 | NaN",
                "1.5e3 | many",
                "UNIT sent_bytes bytes | UNIT sent_bytes meters",
                "# HELP open Open | # NOTE open Open",
                "TYPE open gauge | TYPE open number",
                "TYPE open gauge | TYPE open counter",
                "open -1 | ' '",
                "kind_info{is=\"y\"} 1 | kind_info{is=\"y\"} 2",
                "le=\"1.0\"} 1 | le=\"1.0\"} 0",
                "le=\"1.0\"} 1 | le=\"0.1\"} 1",
                "le=\"+Inf\" | le=\"9\"",
                "took_seconds_count 3 | took_seconds_count 4",
                "# TYPE kind info | # TYPE sent_bytes info",
            })
    void shouldTakeNothingElse(String good, String bad) {
        assertThat(GOOD).contains(good);
        assertThatThrownBy(() -> OpenMetrics.parse(GOOD.replace(good, bad))).isInstanceOf(MalformedException.class);
    }
}
