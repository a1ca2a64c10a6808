package dev.middleman.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.middleman.wire.id.Ed25519;
import dev.middleman.wire.id.Octets;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityTest {
    private static final Octets REALM = Octets.of(new byte[32]);

    @TempDir
    Path folder;

    @Test
    void shouldReadBackWhatItSaved() throws Exception {
        Identity made = Identity.create();
        made.save(folder.resolve("key.pem"));
        assertThat(Identity.load(folder.resolve("key.pem")).pid(REALM)).isEqualTo(made.pid(REALM));
    }

    @Test
    void shouldLetOnlyTheOwnerReadTheKey() throws Exception {
        Path file = folder.resolve("key.pem");
        Identity.create().save(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void shouldNotOverwriteAKey() throws Exception {
        Path file = folder.resolve("key.pem");
        Identity.create().save(file);
        byte[] before = Files.readAllBytes(file);
        assertThatThrownBy(() -> Identity.create().save(file)).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(Files.readAllBytes(file)).isEqualTo(before);
    }

    @Test
    void shouldWriteAKeyThatOthersUnderstand() throws Exception {
        Path file = folder.resolve("key.pem");
        Identity made = Identity.create();
        made.save(file);
        String base64 =
                Files.readString(file).replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        var privateKey = KeyFactory.getInstance("Ed25519")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
        Signature signature = Signature.getInstance("Ed25519");
        signature.initSign(privateKey);
        signature.update(new byte[] {1, 2, 3});
        assertThat(Ed25519.verify(made.publicKey(), new byte[] {1, 2, 3}, Octets.of(signature.sign())))
                .isTrue();
    }

    @Test
    void shouldHaveAnotherPidInAnotherRealm() {
        Identity identity = Identity.create();
        byte[] other = new byte[32];
        other[31] = 1;
        assertThat(identity.pid(Octets.of(other))).isNotEqualTo(identity.pid(REALM));
    }

    @Test
    void shouldSayWhatIsWrongWithAKeyFile() throws Exception {
        Path file = folder.resolve("key.pem");
        Files.writeString(file, "hello");
        assertThatThrownBy(() -> Identity.load(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("PEM block");
        Files.writeString(file, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        assertThatThrownBy(() -> Identity.load(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("PKCS#8");
        Files.write(file, new byte[5_000]);
        assertThatThrownBy(() -> Identity.load(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("4096");
    }
}
