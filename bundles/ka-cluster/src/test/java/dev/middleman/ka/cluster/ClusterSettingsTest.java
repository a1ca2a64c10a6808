package dev.middleman.ka.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.middleman.testkit.config.Configurations;
import dev.middleman.testkit.control.TestIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a configuration to what a member runs by. */
class ClusterSettingsTest {
    @TempDir
    static Path folder;

    private static Path key;

    private final Map<String, Object> given = new HashMap<>(Map.of(
            "bind",
            "127.0.0.1",
            "members",
            new String[] {"ka1.example.org:7800", "[2001:db8::1]:7801"},
            "keyFile",
            key.toString(),
            "_keyPassword",
            TestIdentity.PASSWORD,
            "_secret",
            "0123456789abcdef"));

    @BeforeAll
    static void makeKey() throws IOException {
        key = TestIdentity.pkcs12(folder, "member");
    }

    private ClusterSettings read() {
        return ClusterSettings.of(Configurations.of(KaClusterConfig.class, given));
    }

    private void shouldRefuse(String setting, Object value, String... said) {
        given.put(setting, value);
        assertThatThrownBy(this::read)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(said);
    }

    @Test
    void shouldReadHostsAndPorts() {
        assertThat(read().members())
                .containsExactly(
                        new ClusterSettings.Place("ka1.example.org", 7800),
                        new ClusterSettings.Place("2001:db8::1", 7801));
        assertThat(read().bind()).isEqualTo(new ClusterSettings.Place("127.0.0.1", 7800));
        assertThat(read().maxPeers()).isEqualTo(1_000_000);
        assertThat(read().toString()).isEqualTo("ClusterSettings[hidden]");
    }

    @Test
    void shouldReadSeveralMembersFromOneText() {
        given.put("members", new String[] {"a:1, b:2,c:3 "});

        assertThat(read().members()).extracting(ClusterSettings.Place::host).containsExactly("a", "b", "c");
    }

    @Test
    void shouldRefuseAMemberWithoutAPort() {
        shouldRefuse("members", new String[] {"ka1.example.org"}, "members", "ka1.example.org");
    }

    @Test
    void shouldRefuseNoMembers() {
        shouldRefuse("members", new String[0], "members", "0", "1..64");
    }

    @Test
    void shouldRefuseAPortOutOfRange() {
        shouldRefuse("port", 65_536, "port 65536", "1..65535");
    }

    @Test
    void shouldRefuseAShortSecretWithoutShowingIt() {
        shouldRefuse("_secret", "too short", "9", "16..256");
        assertThatThrownBy(this::read).hasMessageNotContaining("too short");
    }

    @Test
    void shouldRefuseToBindNowhere() {
        shouldRefuse("bind", "", "bind");
    }

    @Test
    void shouldRefuseAFileWithoutAKey() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty.p12"), "nothing");
        shouldRefuse("keyFile", empty.toString(), "keyFile", "empty.p12");
    }

    @Test
    void shouldRefuseAWrongPassword() {
        shouldRefuse("_keyPassword", "wrong", "keyFile", "member.p12");
    }
}
