package dev.middleman.coap;

import dev.middleman.testkit.control.TestIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/** A server's key and certificate. */
record Identity(PrivateKey key, X509Certificate certificate) {
    private static final char[] PASSWORD = TestIdentity.PASSWORD.toCharArray();

    static Identity make(Path folder, String name) {
        try {
            return load(TestIdentity.pkcs12(folder, name));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Identity load(Path store) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        return new Identity((PrivateKey) keys.getKey("ka", PASSWORD), (X509Certificate) keys.getCertificate("ka"));
    }

    List<X509Certificate> chain() {
        return List.of(certificate);
    }

    /** SHA-256 of the SubjectPublicKeyInfo. */
    byte[] pin() {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(certificate.getPublicKey().getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
