package dev.middleman.ka.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.middleman.wire.id.Ed25519;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeKeyTest {
    @TempDir
    Path folder;

    private Path pem(byte[] pkcs8) throws IOException {
        String body = Base64.getMimeEncoder().encodeToString(pkcs8);
        return Files.writeString(
                folder.resolve("key.pem"), "-----BEGIN PRIVATE KEY-----\n" + body + "\n-----END PRIVATE KEY-----\n");
    }

    @Test
    void shouldFindBothHalvesOfTheKey() throws Exception {
        KeyPair pair = Ed25519.generate();

        KeyPair read = NodeKey.load(pem(pair.getPrivate().getEncoded()));

        assertThat(Ed25519.raw(read.getPublic())).isEqualTo(Ed25519.raw(pair.getPublic()));
        assertThat(Ed25519.sign(read.getPrivate(), new byte[3]))
                .isEqualTo(Ed25519.sign(pair.getPrivate(), new byte[3]));
    }

    @Test
    void shouldNameTheFileThatHoldsNoSuchKey() throws Exception {
        KeyPair rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        Path other = pem(rsa.getPrivate().getEncoded());
        Path none = Files.writeString(folder.resolve("none.pem"), "nothing");
        Path big = Files.write(folder.resolve("big.pem"), new byte[5_000]);

        for (Path file : new Path[] {other, none, big, folder.resolve("missing.pem")}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> NodeKey.load(file))
                    .withMessageContaining(file.toString());
        }
    }
}
