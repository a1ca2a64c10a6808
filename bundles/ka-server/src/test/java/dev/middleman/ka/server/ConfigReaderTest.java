package dev.middleman.ka.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.middleman.wire.id.Ed25519;
import dev.middleman.wire.id.KaAddress;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.RealmDocument;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigReaderTest {
    private static final String ID = Octets.of(new byte[32]).toBase64Url();

    @TempDir
    Path folder;

    @Test
    void shouldHaveTheDocumentedDefaults() {
        assertThat(ConfigReader.settings(Settings.of(Map.of()))).isEqualTo(KaSettings.DEFAULTS);
        assertThat(ConfigReader.realms(Settings.of(Map.of()))).as("every realm").isEmpty();
        assertThat(ConfigReader.admission(Settings.of(Map.of()))).isInstanceOf(Admission.Open.class);
    }

    static Stream<Arguments> outOfRange() {
        return Stream.of(
                Arguments.of("k", 0, "k 0 is not in 1..8"),
                Arguments.of("k", 9, "k 9 is not in 1..8"),
                Arguments.of("refusalWaitMs", 99, "refusalWaitMs 99 is not in 100..8000"),
                Arguments.of("refusalWaitMs", 8_001, "refusalWaitMs 8001 is not in 100..8000"),
                Arguments.of("holdWaitMs", 2_001, "holdWaitMs 2001 is not in 100..2000"),
                Arguments.of("commitWaitMs", 1_001, "commitWaitMs 1001 is not in 100..1000"),
                Arguments.of("lookUpsPerMinute", 0, "lookUpsPerMinute 0 is not in 1..100000"),
                Arguments.of("signedPerMinute", 0, "signedPerMinute 0 is not in 1..100000"),
                Arguments.of("asksPerTargetPerHour", 0, "asksPerTargetPerHour 0 is not in 1..100000"),
                Arguments.of("maxPeers", 0, "maxPeers 0 is not in 1..1000000"),
                Arguments.of("maxMiddleMen", 65_537, "maxMiddleMen 65537 is not in 1..65536"),
                Arguments.of("maxLookUps", 0, "maxLookUps 0 is not in 1..100000"),
                Arguments.of("spreadSeconds", 601, "spreadSeconds 601 is not in 1..600"));
    }

    @ParameterizedTest
    @MethodSource("outOfRange")
    void shouldShowValueAndRange(String key, int value, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfigReader.settings(Settings.of(Map.of(key, value))))
                .withMessage(message);
    }

    @Test
    void shouldTakeRealmIdsAndRealmDocuments() throws Exception {
        KeyPair realm = Ed25519.generate();
        RealmDocument document = new RealmDocument(
                Ed25519.raw(realm.getPublic()),
                List.of(new KaAddress("192.0.2.1", 5_684, Octets.of(new byte[32]))),
                "psk",
                1,
                2_000_000_000L);
        Path file = Files.write(folder.resolve("realm.json"), document.sign(realm));
        String another = Octets.of(document.sign(realm)).toBase64Url().substring(0, 42) + "A";

        Map<Octets, String> rules = ConfigReader.realms(
                Settings.of(Map.of("realms", new String[] {ID, file.toString(), another + " open"})));

        assertThat(rules)
                .containsOnly(
                        Map.entry(Octets.of(new byte[32]), "cert"),
                        Map.entry(document.realmId(), "psk"),
                        Map.entry(Octets.ofBase64Url(another), "open"));
    }

    @Test
    void shouldNotServeRealmsThatCannotBeRead() throws Exception {
        Path nonsense = Files.writeString(folder.resolve("nonsense"), "{}");
        for (String realm : List.of("missing", nonsense.toString(), "!".repeat(43))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ConfigReader.realms(Settings.of(Map.of("realms", new String[] {realm}))))
                    .withMessageContaining(realm);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConfigReader.realms(Settings.of(Map.of("realms", new String[] {}))));
    }

    @Test
    void shouldAdmitMiddleMenByKeyOrToken() {
        assertThat(ConfigReader.admission(Settings.of(Map.of("admission", "keys", "middlemanKeys", new String[] {ID}))))
                .isEqualTo(new Admission.Keys(Set.of(Octets.of(new byte[32]))));
        assertThat(ConfigReader.admission(Settings.of(Map.of("admission", "token", "_inviteToken", "abc"))))
                .isEqualTo(new Admission.Invited(Octets.of(new byte[] {'a', 'b', 'c'})));
        for (Map<String, Object> bad : List.<Map<String, Object>>of(
                Map.of("admission", "nobody"),
                Map.of("admission", "token"),
                Map.of("admission", "token", "_inviteToken", "x".repeat(65)),
                Map.of("admission", "keys", "middlemanKeys", new String[] {"short"}))) {
            assertThatIllegalArgumentException().isThrownBy(() -> ConfigReader.admission(Settings.of(bad)));
        }
    }

    @Test
    void shouldNotServeAtAnAddressThatNobodyCouldConnectTo() {
        assertThatThrownBy(() -> ConfigReader.place(Settings.of(Map.of("identityFile", "x"))))
                .hasMessage("publicHost is empty, and 0.0.0.0 is nothing that clients could connect to");
        assertThatThrownBy(() -> ConfigReader.place(Settings.of(Map.of("bind", "localhost", "identityFile", "x"))))
                .hasMessage("bind localhost is not an IP address");
        assertThatThrownBy(() -> ConfigReader.place(
                        Settings.of(Map.of("bind", "127.0.0.1", "port", 65_536, "identityFile", "x"))))
                .hasMessage("port 65536 is not in 0..65535");
    }

    @ParameterizedTest
    @CsvSource({
        "maxAssociations, 0, maxAssociations 0 is not in 1..1000000",
        "maxAssociations, 1000001, maxAssociations 1000001 is not in 1..1000000",
        "handshakesPerSecond, -1, handshakesPerSecond -1 is not in 1..100000",
        "handshakesPerSecond, 100001, handshakesPerSecond 100001 is not in 1..100000"
    })
    void shouldBoundWhatTheBindingIsAskedFor(String key, int value, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        ConfigReader.place(Settings.of(Map.of("bind", "127.0.0.1", "identityFile", "x", key, value))))
                .withMessage(message);
    }

    @Test
    void shouldNameTheIdentityFileThatItCannotUse() throws Exception {
        Path nonsense = Files.writeString(folder.resolve("ka.p12"), "nonsense");
        for (Path file : List.of(nonsense, folder.resolve("missing.p12"))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ConfigReader.place(
                            Settings.of(Map.of("bind", "127.0.0.1", "identityFile", file.toString()))))
                    .withMessageContaining(file.toString());
        }
    }
}
