package dev.middleman.ka.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24, 192.0.2.255, true",
        "192.0.2.0/24, 192.0.3.0, false",
        "192.0.2.1, 192.0.2.1, true",
        "192.0.2.1, 192.0.2.2, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::1, false",
        "2001:db8::/65, 2001:db8::1, true",
        "2001:db8::/65, 2001:db8:0:0:8000::1, false",
        "::/0, 192.0.2.1, true",
        "::1, ::1, true",
        "::1, ::2, false"
    })
    void shouldTellWhoIsInANetwork(String network, String address, boolean expected) {
        assertThat(Network.any(Network.parse("trustedProxies", network), RunningServlet.ip(address)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "localhost", "192.0.2.0/33", "192.0.2.0/-1", "2001:db8::/129", "192.0.2.0/x", "1.2.3/8"})
    void shouldRefuseWhatIsNoNetwork(String text) {
        assertThatThrownBy(() -> Network.parse("trustedProxies", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("trustedProxies " + text + " is neither an IP address nor a network");
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "null", "https://app.example.org/", "https://App.example.org", "app.example.org"})
    void shouldRefuseWhatIsNoOrigin(String text) {
        assertThatThrownBy(() -> new HttpSettings(Set.of(text), List.of(), 1, Optional.empty()))
                .hasMessageStartingWith("allowedOrigins " + text + " is not scheme://host");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100_001})
    void shouldRefuseABoundOutOfItsRange(int bound) {
        assertThatThrownBy(() -> new HttpSettings(Set.of(), List.of(), bound, Optional.empty()))
                .hasMessage("maxWaiting " + bound + " is not in 1..100000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"middleman", "(middleman=true", "middleman=true"})
    void shouldRefuseWhatIsNoFilter(String text) {
        assertThatThrownBy(() -> new HttpSettings(Set.of(), List.of(), 1, Optional.of(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("httpServers " + text + " is not a filter such as (name=value)");
    }

    @Test
    void shouldSayNothingOfAddresses() {
        List<Network> networks = Network.parse("trustedProxies", "192.0.2.77");
        assertThat(networks.toString() + new HttpSettings(Set.of(), networks, 1, Optional.empty()))
                .doesNotContain("77");
    }
}
