package dev.middleman.expiry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    @Test
    void shouldAcceptTheEndsOfBothRanges() {
        assertThat(Settings.of(1, 3_600)).isEqualTo(new Settings(1_000_000L, 3_600_000_000_000L));
        assertThat(Settings.of(100, 1)).isEqualTo(new Settings(100_000_000L, 1_000_000_000L));
    }

    @ParameterizedTest
    @CsvSource({"0, 5, tickMs 0 is not in 1..100", "101, 5, tickMs 101 is not in 1..100"})
    void shouldRefuseATickOutOfRangeWithValueAndRange(int tickMs, int driftSeconds, String message) {
        assertThatThrownBy(() -> Settings.of(tickMs, driftSeconds)).hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({"10, 0, driftSeconds 0 is not in 1..3600", "10, 3601, driftSeconds 3601 is not in 1..3600"})
    void shouldRefuseADriftOutOfRangeWithValueAndRange(int tickMs, int driftSeconds, String message) {
        assertThatThrownBy(() -> Settings.of(tickMs, driftSeconds)).hasMessage(message);
    }
}
