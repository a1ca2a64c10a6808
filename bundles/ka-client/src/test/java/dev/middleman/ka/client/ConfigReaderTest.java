package dev.middleman.ka.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.middleman.api.control.ConnectSpec;
import dev.middleman.api.control.ControlClient;
import dev.middleman.api.net.Endpoint;
import dev.middleman.testkit.config.Configurations;
import dev.middleman.wire.id.Octets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReaderTest {
    private static final String SERVER =
            "coaps://192.0.2.1:5684/m2#sha256=" + Octets.of(new byte[32]).toBase64Url();

    private static KaClientConfig config(Map<String, Object> given) {
        return Configurations.of(KaClientConfig.class, given);
    }

    @Test
    void shouldMakeAKeyThatDiesWithTheRegistrationUnlessOneIsConfigured() {
        Node one = ConfigReader.node(config(Map.of()), new FakeRelay());
        Node two = ConfigReader.node(config(Map.of()), new FakeRelay());

        assertThat(one.key().getPublic()).isNotEqualTo(two.key().getPublic());
        assertThat(one.operator()).isEmpty();
        assertThat(one.token()).isEqualTo(Octets.EMPTY);
        assertThat(one.lifetimeSeconds()).isEqualTo(120);
    }

    @Test
    void shouldReadServersInTheirOrder() {
        String second = SERVER.replace(":5684", ":15684");

        assertThat(ConfigReader.servers(config(Map.of("servers", new String[] {SERVER, " " + second}))))
                .extracting(server -> server.port())
                .containsExactly(5_684, 15_684);
    }

    @ParameterizedTest
    @CsvSource({
        "lifetimeSeconds, 29, lifetimeSeconds 29 is not in 30..3600",
        "lifetimeSeconds, 3601, lifetimeSeconds 3601 is not in 30..3600"
    })
    void shouldShowValueAndRange(String key, int value, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfigReader.node(config(Map.of(key, value)), new FakeRelay()))
                .withMessage(message);
    }

    @Test
    void shouldRefuseTextThatIsTooLong() {
        for (String key : new String[] {"operator", "_token"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ConfigReader.node(config(Map.of(key, "x".repeat(65))), new FakeRelay()))
                    .withMessageContaining("65 is not in 0..64");
        }
    }

    @Test
    void shouldConnectFromTheLocalAddressOnlyWhereOneIsGiven() {
        List<ConnectSpec> specs = new ArrayList<>();
        ControlClient binding = (spec, handler) -> {
            specs.add(spec);
            return new CompletableFuture<>();
        };
        ConnectSpec spec = new ConnectSpec("m1", "192.0.2.1", 5_684, "m2", List.of(new byte[32]), Optional.empty());

        ConfigReader.binding(config(Map.of()), binding).connect(spec, null);
        ConfigReader.binding(config(Map.of("local", "192.0.2.7")), binding).connect(spec, null);

        assertThat(specs.get(0)).isEqualTo(spec);
        assertThat(specs.get(1).local()).contains(Endpoint.ofIp4(0xc000_0207, 0));
        assertThat(specs.get(1))
                .usingRecursiveComparison()
                .ignoringFields("local")
                .isEqualTo(spec);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfigReader.binding(config(Map.of("local", "here")), binding))
                .withMessage("local here is not an IPv4 or IPv6 literal");
    }

    @Test
    void shouldRefuseServersThatAreNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfigReader.servers(config(Map.of())))
                .withMessage("number of servers 0 is not in 1..16");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfigReader.servers(config(Map.of("servers", new String[] {"http://nowhere"}))))
                .withMessageContaining("http://nowhere")
                .withMessageContaining("coaps://host:port/m2#sha256=");
    }
}
