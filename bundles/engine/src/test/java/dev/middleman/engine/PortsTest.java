package dev.middleman.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.middleman.api.transport.PortPlan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PortsTest {

    @Test
    void shouldReadRangesSinglePortsAndCounts() {
        assertThat(Ports.parse("20000-21023")).isEqualTo(new Ports(20_000, 1_024));
        assertThat(Ports.parse(" 20000 - 20001 ")).isEqualTo(new Ports(20_000, 2));
        assertThat(Ports.parse("65535")).isEqualTo(new Ports(65_535, 1));
        assertThat(Ports.parse("ephemeral:64")).isEqualTo(new Ports(0, 64));
        assertThat(Ports.parse("ephemeral:64")).hasToString("ephemeral:64");
        assertThat(Ports.parse("20000-21023")).hasToString("20000-21023");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "20000-",
                "-20000",
                "20000-x",
                "0-5",
                "0",
                "65536",
                "60000-65536",
                "30000-20000",
                "20000-24096",
                "ephemeral:",
                "ephemeral:0",
                "ephemeral:4097",
                "ephemeral:-1",
                "ephemeral:x",
                "99999999999",
                "1-2-3"
            })
    void shouldRefuseAnythingElseAndNameIt(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Ports.parse(text))
                .withMessageContaining("ports \"" + text + "\"");
    }

    @Test
    void shouldSplitEveryPortToExactlyOneShard() {
        var plans = Ports.parse("20000-20009").split(3);
        assertThat(plans)
                .containsExactly(
                        PortPlan.listed(20_000, 20_001, 20_002),
                        PortPlan.listed(20_003, 20_004, 20_005),
                        PortPlan.listed(20_006, 20_007, 20_008, 20_009));
        assertThat(Ports.parse("ephemeral:10").split(3))
                .containsExactly(PortPlan.ephemeral(3), PortPlan.ephemeral(3), PortPlan.ephemeral(4));
    }

    @ParameterizedTest
    @CsvSource({
        "20000-20010, 20010-20020, true",
        "20000-20010, 20011-20020, false",
        "20000-20010, 20002-20003, true",
        "20000, 20000, true",
        "ephemeral:5, 20000-20010, false",
        "ephemeral:5, ephemeral:5, false"
    })
    void shouldSeeOverlaps(String one, String other, boolean overlap) {
        assertThat(Ports.parse(one).overlaps(Ports.parse(other))).isEqualTo(overlap);
        assertThat(Ports.parse(other).overlaps(Ports.parse(one))).isEqualTo(overlap);
    }
}
