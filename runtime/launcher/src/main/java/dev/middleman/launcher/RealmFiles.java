package dev.middleman.launcher;

import dev.middleman.wire.WireException;
import dev.middleman.wire.id.Ed25519;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.RealmDocument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/** A realm's two files: its key, PKCS#8 PEM, and its signed document. Stateless. */
final class RealmFiles {
    private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";
    private static final int MAX_DAYS = 36_500;

    private RealmFiles() {}

    static void newKey(Path file, KeyPair pair) {
        String base64 = Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded());
        NewFile.secret(file, BEGIN + "\n" + base64 + "\n" + END + "\n");
    }

    static PrivateKey key(Path file) {
        return read(file, "PRIVATE KEY", (keys, der) -> keys.generatePrivate(new PKCS8EncodedKeySpec(der)));
    }

    /**
     * A raw public key: base64url, or what is in a PEM file.
     *
     * @throws IllegalArgumentException when it is neither
     */
    static Octets publicKey(String keyOrFile) {
        Path file = Path.of(keyOrFile);
        return Files.exists(file)
                ? Ed25519.raw(read(file, "PUBLIC KEY", (keys, der) -> keys.generatePublic(new X509EncodedKeySpec(der))))
                : Octets.ofBase64Url(keyOrFile);
    }

    private interface Decoding<T> {
        T key(KeyFactory keys, byte[] der) throws GeneralSecurityException;
    }

    private static <T> T read(Path file, String block, Decoding<T> decoding) {
        try {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            String begin = "-----BEGIN " + block + "-----";
            int from = text.indexOf(begin);
            int to = text.indexOf("-----END " + block + "-----");
            if (from < 0 || to < from) {
                throw new Failure(file + " has no PEM block \"" + block + "\"");
            }
            byte[] der = Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
            return decoding.key(KeyFactory.getInstance("Ed25519"), der);
        } catch (IOException failure) {
            throw new Failure(file + " cannot be read", failure);
        } catch (GeneralSecurityException | IllegalArgumentException failure) {
            throw new Failure(file + " is not an Ed25519 key", failure);
        }
    }

    /** Reads a document and checks its signature. */
    static RealmDocument document(Path file) {
        try {
            if (Files.size(file) > RealmDocument.MAX_BYTES) {
                throw new Failure(file + " has more than " + RealmDocument.MAX_BYTES + " bytes");
            }
            return RealmDocument.parse(Files.readAllBytes(file));
        } catch (IOException failure) {
            throw new Failure(file + " cannot be read", failure);
        } catch (WireException refused) {
            throw new Failure(file + " is no realm document: " + refused.getMessage());
        }
    }

    /** @throws Failure when the key is not the realm's */
    static String signed(RealmDocument document, PrivateKey key, Path keyFile) {
        try {
            KeyPair pair = new KeyPair(Ed25519.publicKey(document.realmPub()), key);
            String file = new String(document.sign(pair), StandardCharsets.UTF_8) + "\n";
            RealmDocument.parse(file.getBytes(StandardCharsets.UTF_8)); // shows whether the two halves belong together
            return file;
        } catch (WireException refused) {
            throw new Failure(keyFile + " is not the key of this realm");
        }
    }

    /** @throws IllegalArgumentException when out of range; names the value and the range */
    static long notAfter(int days) {
        if (days < 1 || days > MAX_DAYS) {
            throw new IllegalArgumentException("--days " + days + " is not in 1.." + MAX_DAYS);
        }
        return Instant.now().plus(Duration.ofDays(days)).getEpochSecond();
    }

    /** Puts a file in the place of another one, so that every reader finds the one or the other. */
    static void replace(Path file, Path source) {
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.copy(source, beside, StandardCopyOption.REPLACE_EXISTING);
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            throw new Failure(file + " cannot be written", failure);
        }
    }
}
