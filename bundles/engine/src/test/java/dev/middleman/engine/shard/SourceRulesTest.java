package dev.middleman.engine.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.net.Endpoint;
import dev.middleman.wire.IpText;
import dev.middleman.wire.WireException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceRulesTest {
    private static final List<Endpoint> OWN = List.of(ip("9.9.9.9"), ip("2620:fe::9"));
    private static final SourceRules STRICT = new SourceRules(false, false, OWN);
    private static final SourceRules LOOPBACK = new SourceRules(true, false, OWN);
    private static final SourceRules PRIVATE = new SourceRules(false, true, OWN);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                "8.8.8.8",
                "100.63.255.255",
                "100.128.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "192.0.1.0",
                "192.167.255.255",
                "192.169.0.0",
                "198.17.255.255",
                "198.20.0.0",
                "223.255.255.255",
                "2a00::1",
                "2001:200::1",
                "2606:4700::1111",
                "64:ff9b::808:808",
                "2002:808:808::1",
                "2a00::5efe:808:808"
            })
    void shouldServePublicAddresses(String address) {
        assertThat(allows(STRICT, address)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "192.0.0.8",
                "192.88.99.1",
                "224.0.0.1",
                "239.255.255.255",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "64:ff9b:1::1",
                "100::1",
                "2001::1",
                "2001:10::1",
                "2001:20::1",
                "5f00::1",
                "fec0::1",
                "ff02::1",
                "ff0e::1",
                "4000::1",
                "9.9.9.9",
                "2620:fe::9"
            })
    void shouldNeverServeAddressesOfNobodyOrItsOwn(String address) {
        assertThat(allows(STRICT, address)).isFalse();
        assertThat(allows(LOOPBACK, address)).isFalse();
        assertThat(allows(PRIVATE, address)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1",
                "100.64.0.1",
                "169.254.1.1",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.2.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.1",
                "fc00::1",
                "fdff::1",
                "fe80::1",
                "2001:db8::1",
                "2001:2::1",
                "3fff::1"
            })
    void shouldServePrivateNetworksOnlyWhenAllowed(String address) {
        assertThat(allows(STRICT, address)).isFalse();
        assertThat(allows(LOOPBACK, address)).isFalse();
        assertThat(allows(PRIVATE, address)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.255.1.2", "::1"})
    void shouldServeLoopbackOnlyWhenAllowed(String address) {
        assertThat(allows(STRICT, address)).isFalse();
        assertThat(allows(PRIVATE, address)).isFalse();
        assertThat(allows(LOOPBACK, address)).isTrue();
    }

    @Test
    void shouldServePeersBesideANodeThatIsOnLoopbackItself() {
        assertThat(allows(new SourceRules(true, false, List.of(ip("127.0.0.1"))), "127.0.0.1"))
                .isTrue();
    }

    /** The form, and the IPv4 address inside it. */
    @ParameterizedTest
    @CsvSource({
        "::ffff:10.0.0.1, 10.0.0.1",
        "::10.0.0.1, 10.0.0.1",
        "64:ff9b::10.0.0.1, 10.0.0.1",
        "2002:a00:1::1, 10.0.0.1",
        "2a00::5efe:10.0.0.1, 10.0.0.1",
        "2a00::200:5efe:10.0.0.1, 10.0.0.1",
        "::127.0.0.1, 127.0.0.1",
        "64:ff9b::127.0.0.1, 127.0.0.1",
        "2002:7f00:1::1, 127.0.0.1",
        "64:ff9b::224.0.0.1, 224.0.0.1",
        "2002:e000:1::1, 224.0.0.1",
        "::9.9.9.9, 9.9.9.9",
        "64:ff9b::9.9.9.9, 9.9.9.9",
        "2002:909:909::1, 9.9.9.9",
        "2a00::5efe:9.9.9.9, 9.9.9.9"
    })
    void shouldSeeTheIp4AddressInsideEveryIp6Form(String form, String inside) {
        Endpoint wrapped = ip(form);
        assertThat(SourceRules.embeddedIp4(wrapped.high(), wrapped.low()))
                .isEqualTo(ip(inside).low() & 0xffff_ffffL);
        assertThat(allows(STRICT, form)).isFalse();
        assertThat(allows(LOOPBACK, form)).isEqualTo(allows(LOOPBACK, inside));
        assertThat(allows(PRIVATE, form)).isEqualTo(allows(PRIVATE, inside));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fe80::5efe:8.8.8.8", "fd00::5efe:8.8.8.8", "2001:db8::5efe:8.8.8.8"})
    void shouldJudgeIsatapByItsNetworkToo(String address) {
        assertThat(allows(STRICT, address)).isFalse();
        assertThat(allows(PRIVATE, address)).isTrue();
    }

    @Test
    void shouldRefusePortZero() {
        Endpoint address = ip("8.8.8.8");
        assertThat(STRICT.allows(address.high(), address.low(), 1)).isTrue();
        assertThat(STRICT.allows(address.high(), address.low(), 0)).isFalse();
    }

    private static boolean allows(SourceRules rules, String text) {
        Endpoint address = ip(text);
        return rules.allows(address.high(), address.low(), 4_000);
    }

    private static Endpoint ip(String text) {
        try {
            return IpText.parse(text);
        } catch (WireException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
