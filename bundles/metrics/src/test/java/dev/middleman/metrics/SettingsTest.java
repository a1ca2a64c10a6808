package dev.middleman.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.annotation.Annotation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "::1", " 127.0.0.1 "})
    void shouldAnswerOnLoopback(String bind) {
        assertThat(MetricsSettings.of(config(bind, 0, false)).bind().isLoopbackAddress())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1"})
    void shouldAnswerElsewhereOnlyWhenThatIsAllowed(String bind) {
        assertThatThrownBy(() -> MetricsSettings.of(config(bind, 0, false)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("bind " + bind + " is not on loopback")
                .hasMessageContaining("allowRemote = true");
        assertThat(MetricsSettings.of(config(bind, 0, true)).bind().isLoopbackAddress())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "127.0.0", "127.0.0.256", "1"})
    void shouldLookUpNoName(String bind) {
        assertThatThrownBy(() -> MetricsSettings.of(config(bind, 0, true)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("bind " + bind + " is not an IP address");
    }

    @Test
    void shouldRefuseAPortThatIsNone() {
        assertThatThrownBy(() -> MetricsSettings.of(config("::1", 65_536, false)))
                .hasMessage("port 65536 is not in 0..65535");
        assertThatThrownBy(() -> MetricsSettings.of(config("::1", -1, false))).hasMessage("port -1 is not in 0..65535");
    }

    @Test
    void shouldNotSayItsAddress() {
        assertThat(MetricsSettings.of(config("127.9.8.7", 1, false)).toString()).doesNotContain("127");
    }

    static MetricsConfig config(String bind, int port, boolean allowRemote) {
        return new MetricsConfig() {
            @Override
            public String bind() {
                return bind;
            }

            @Override
            public int port() {
                return port;
            }

            @Override
            public boolean allowRemote() {
                return allowRemote;
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return MetricsConfig.class;
            }
        };
    }
}
