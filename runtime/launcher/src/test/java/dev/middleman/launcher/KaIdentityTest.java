package dev.middleman.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KaIdentityTest {

    @TempDir
    private Path conf;

    private final List<String> said = new ArrayList<>();

    private void configure(String password) throws IOException {
        Files.writeString(
                conf.resolve("dev.middleman.ka.server.cfg"),
                "identityFile=${middleman.conf}/ka.p12\n.identityPassword=" + password + "\n");
    }

    @Test
    void shouldMakeAMissingIdentityOnceAndKeepItsPin() throws IOException {
        configure("secret-enough");
        KaIdentity.createMissing(conf, said::add);
        KaIdentity identity = new KaIdentity(conf.resolve("ka.p12"), "secret-enough");
        String pin = identity.pin();
        KaIdentity.createMissing(conf, said::add);
        assertThat(said).hasSize(1);
        assertThat(identity.pin()).isEqualTo(pin).hasSize(43);
    }

    @Test
    void shouldNameTheServersHostInTheCertificate() throws Exception {
        Files.writeString(
                conf.resolve("dev.middleman.ka.server.cfg"),
                "identityFile=${middleman.conf}/ka.p12\n.identityPassword=secret-enough\n"
                        + "bind=192.0.2.1\npublicHost=ka.example.org\n");
        KaIdentity.createMissing(conf, said::add);
        KeyStore store = KeyStore.getInstance(conf.resolve("ka.p12").toFile(), "secret-enough".toCharArray());
        X509Certificate certificate = (X509Certificate) store.getCertificate(KaIdentity.ALIAS);
        assertThat(certificate.getSubjectAlternativeNames())
                .extracting(name -> (Object) name.get(1))
                .containsExactly("ka.example.org", "192.0.2.1");
    }

    @Test
    void shouldRefuseAShortPasswordWithoutShowingIt() throws IOException {
        configure("12345");
        assertThatThrownBy(() -> KaIdentity.createMissing(conf, said::add))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("has 5 characters, not 6 or more")
                .hasMessageNotContaining("12345");
        assertThat(conf.resolve("ka.p12")).doesNotExist();
    }

    @Test
    void shouldDoNothingWithoutAKaServer() {
        KaIdentity.createMissing(conf, said::add);
        assertThat(said).isEmpty();
    }
}
