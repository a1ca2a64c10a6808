package dev.middleman.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.middleman.api.relay.LatchMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsReaderTest {

    @Test
    void shouldHaveTheDefaultsOfTheProtocol() {
        EngineSettings settings = ConfigOf.aNode().settings();
        assertThat(settings.quotas()).isEqualTo(Quotas.defaults());
        assertThat(settings.shards()).as("one per core").isEqualTo(2);
        assertThat(settings.ports()).hasToString("20000-21023");
        assertThat(settings.live().terms().idleSeconds()).isEqualTo(60);
        assertThat(settings.live().terms().hardEndSeconds()).isEqualTo(86_400);
        assertThat(settings.modes()).containsExactly(LatchMode.KNOCK);
        assertThat(settings.live().allowLoopback()).isFalse();
        assertThat(settings.live().allowPrivate()).isFalse();
        assertThat(settings.live().drain()).isFalse();
        assertThat(settings.addresses().publicIp4())
                .isEqualTo(settings.addresses().ip4());
    }

    @ParameterizedTest
    @CsvSource({
        "shards, 65, 1..64",
        "shards, -1, 1..64",
        "idleSeconds, 14, 15..600",
        "idleSeconds, 601, 15..600",
        "hardEndSeconds, 59, 60..604800",
        "hardEndSeconds, 604801, 60..604800",
        "maxSessions, 0, 1..4000000",
        "maxSessions, 4000001, 1..4000000",
        "kbitPerSecond, 7, 8..40000000",
        "datagramsPerSecond, 0, 1..4000000",
        "legsPerSource, 0, 1..16777215",
        "owners, -1, 0..65536",
        "ownerPercent, 101, 1..100",
        "pendingPercent, 0, 1..100",
        "macChecksPerSecond, 15, 16..1000000",
        "socketBufferBytes, 65535, 65536..67108864"
    })
    void shouldNameKeyValueAndRange(String key, int value, String range) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfigOf.aNode().with(key, value).settings())
                .withMessageContaining(key)
                .withMessageContaining(" " + value + " ")
                .withMessageContaining(range);
    }

    @ParameterizedTest
    @CsvSource({
        "name, '', name",
        "name, a b, a b",
        "ip4, localhost, localhost",
        "ip4, ::1, IPv4 literal",
        "ip4, 0.0.0.0, wildcard",
        "ip4, 1.2.3, IPv4 literal",
        "ip6, 1.2.3.4, IPv6 literal",
        "ip6, ::, wildcard",
        "publicIp4, x, publicIp4",
        "publicIp6, 2a00::1, ip6 is empty",
        "ports, 99, shards",
        "ports, none, none"
    })
    void shouldSayWhatIsWrong(String key, String value, String hint) {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        ConfigOf.aNode().with("shards", 2).with(key, value).settings())
                .withMessageContaining(hint);
    }

    @Test
    void shouldAskForAnAddress() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfigOf.aNode().with("ip4", "").settings())
                .withMessageContaining("ip4 and ip6 are both empty");
    }

    @Test
    void shouldAllowShortTimesOnLoopbackOnly() {
        ConfigOf demo = ConfigOf.aNode().with("allowLoopback", true).with("ip4", "127.0.3.1");
        assertThat(demo.with("idleSeconds", 1)
                        .with("hardEndSeconds", 2)
                        .settings()
                        .live()
                        .terms()
                        .idleSeconds())
                .isEqualTo(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> demo.with("idleSeconds", 0).settings())
                .withMessageContaining("1..600");
    }

    @Test
    void shouldNotHaveMoreShardsThanPortsWhenItChooses() {
        assertThat(ConfigOf.aNode().with("ports", "20000").settings().shards()).isEqualTo(1);
        assertThat(ConfigOf.aNode().with("maxSessions", 1).settings().shards()).isEqualTo(1);
    }

    @Test
    void shouldRefuseASecondNodeOnTheSamePortsOrName() {
        PortClaims claims = new PortClaims();
        EngineSettings first = ConfigOf.aNode().settings();
        claims.claim(first);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> claims.claim(ConfigOf.aNode()
                        .with("name", "m2")
                        .with("ports", "21000-21100")
                        .settings()))
                .withMessageContaining("21000-21100")
                .withMessageContaining("20000-21023")
                .withMessageContaining("m1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> claims.claim(
                        ConfigOf.aNode().with("ports", "ephemeral:4").settings()))
                .withMessageContaining("name \"m1\" is taken");
        claims.claim(ConfigOf.aNode().with("name", "m2").with("ip4", "9.9.9.10").settings());
        claims.release(first);
        claims.claim(first);
    }
}
