package dev.middleman.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TopViewTest {

    private static final long SECOND = 1_000_000_000L;

    private static NodeFigures at(long seconds, long received, long forwarded, long bytes, long unknown) {
        String json = "{\"m1\": {\"received\": " + received + ", \"forwarded\": " + forwarded + ", \"forwardedBytes\": "
                + bytes
                + ", \"knocks\": 4, \"dropped\": {\"UNKNOWN_SOURCE\": " + unknown
                + ", \"RATE\": 0}, \"balanced\": true, \"held\": 1, \"reserved\": 2, \"live\": 22, \"capacity\": 100}}";
        return NodeFigures.parse(json, seconds * SECOND);
    }

    @Test
    void shouldShowRatesSessionsAndWhyDatagramsAreDropped() {
        List<String> lines = TopView.lines(
                List.of("READY"), at(10, 1_000, 900, 180_000, 100), at(12, 21_000, 19_900, 4_000_000, 1_100));
        assertThat(String.join("\n", lines)).isEqualTo("""
                READY

                middle-man             received/s  forwarded/s     Mbit/s   knocks/s  dropped/s
                m1                         10,000        9,500       15.3          0        500

                m1                   [########......................] 22 live, 25 of 100 sessions

                dropped now, because
                         500/s  m1: unknown source""");
    }

    @Test
    void shouldShowNothingNegativeWhenAMiddleManWasMadeAnew() {
        List<String> lines = TopView.lines(List.of(), at(10, 1_000, 900, 180_000, 0), at(11, 10, 5, 100, 0));
        assertThat(lines).noneMatch(line -> line.contains("-1") || line.contains("-8") || line.contains("-9"));
        assertThat(lines).noneMatch(line -> line.startsWith("dropped now"));
    }

    @Test
    void shouldShowANodeWithoutMiddleMen() {
        NodeFigures none = NodeFigures.parse("{}", 0);
        assertThat(TopView.lines(List.of("READY"), none, none)).startsWith("READY");
    }

    @Test
    void shouldRefuseWhatAreNoTotals() {
        for (String other : List.of("", "[]", "{\"m1\": 3}", "no middle-man runs here", "{\"m1\": {")) {
            assertThatThrownBy(() -> NodeFigures.parse(other, 0))
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("another version");
        }
    }
}
