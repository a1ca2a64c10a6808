package dev.middleman.ka.client;

import dev.middleman.wire.id.Ed25519;
import dev.middleman.wire.id.Octets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;

/** Reads the key of a middle-man from a PKCS#8 PEM file (RFC 8410 section 7). Stateless. */
final class NodeKey {
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";
    private static final int MAX_BYTES = 4_096;

    private NodeKey() {}

    /** @throws IllegalArgumentException when the file cannot be read or holds no Ed25519 key; names the file */
    static KeyPair load(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new IllegalArgumentException("keyFile " + file + " has more than " + MAX_BYTES + " bytes");
            }
            String pem = Files.readString(file, StandardCharsets.US_ASCII);
            int from = pem.indexOf(BEGIN);
            int to = pem.indexOf(END);
            if (from >= 0 && to > from) {
                return pairOf(Base64.getMimeDecoder().decode(pem.substring(from + BEGIN.length(), to)));
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException("keyFile " + file + " cannot be read as an Ed25519 key", e);
        }
        throw new IllegalArgumentException("keyFile " + file + " holds no PEM block \"PRIVATE KEY\"");
    }

    /**
     * The platform keeps only the private half of such a file and has no call to make the public one. Its generator
     * takes the 32 bytes of the private key straight from its random source, so that one gives them; a signature shows
     * whether it did.
     */
    private static KeyPair pairOf(byte[] pkcs8) throws GeneralSecurityException {
        KeyFactory factory = KeyFactory.getInstance("Ed25519");
        if (!(factory.generatePrivate(new PKCS8EncodedKeySpec(pkcs8)) instanceof EdECPrivateKey key)) {
            throw new GeneralSecurityException("not an Ed25519 key");
        }
        byte[] seed = key.getBytes().orElseThrow(() -> new GeneralSecurityException("the key cannot be read"));
        KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
        generator.initialize(NamedParameterSpec.ED25519, new Given(seed));
        KeyPair pair = generator.generateKeyPair();
        Arrays.fill(seed, (byte) 0);
        byte[] probe = "probe".getBytes(StandardCharsets.US_ASCII);
        Octets signature = Ed25519.sign(key, probe);
        if (!Ed25519.verify(Ed25519.raw(pair.getPublic()), probe, signature)) {
            throw new GeneralSecurityException("the public key cannot be derived on this platform");
        }
        return pair;
    }

    /** A random source that is none. */
    private static final class Given extends SecureRandom {
        private static final long serialVersionUID = 1L;

        private final byte[] given;

        Given(byte[] given) {
            this.given = given;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(given, 0, bytes, 0, bytes.length);
        }
    }
}
