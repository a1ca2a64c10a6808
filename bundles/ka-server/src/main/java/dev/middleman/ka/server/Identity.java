package dev.middleman.ka.server;

import dev.middleman.wire.id.KaAddress;
import dev.middleman.wire.id.Octets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/**
 * The key and certificate chain that a KA server proves itself with. Immutable.
 *
 * @param key EC P-256 for stock clients
 * @param chain the server's own certificate first
 */
record Identity(PrivateKey key, List<X509Certificate> chain) {

    /**
     * Reads the first private key of a PKCS12 file.
     *
     * @param password of the file and of the key
     * @throws IllegalArgumentException when there is no such file, the password is wrong or no key is in it; names the
     *     file
     */
    static Identity load(Path file, char[] password) {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password);
            for (String alias : (Iterable<String>) store.aliases()::asIterator) {
                if (store.isKeyEntry(alias) && store.getKey(alias, password) instanceof PrivateKey key) {
                    return new Identity(key, x509(store.getCertificateChain(alias)));
                }
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException("identityFile " + file + " cannot be read as PKCS12", e);
        }
        throw new IllegalArgumentException("identityFile " + file + " holds no private key");
    }

    /** SHA-256 of the server's SPKI: its id and its pin. */
    Octets kaId() {
        return KaAddress.kaIdOf(chain.get(0).getPublicKey());
    }

    private static List<X509Certificate> x509(Certificate[] certificates) {
        List<X509Certificate> chain = new ArrayList<>();
        for (Certificate certificate : certificates) {
            chain.add((X509Certificate) certificate);
        }
        return List.copyOf(chain);
    }

    /** Says nothing: it holds a private key. */
    @Override
    public String toString() {
        return "Identity[hidden]";
    }
}
