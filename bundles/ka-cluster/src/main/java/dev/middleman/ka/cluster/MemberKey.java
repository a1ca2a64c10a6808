package dev.middleman.ka.cluster;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jgroups.util.SocketFactory;
import org.jgroups.util.TLS;
import org.jgroups.util.TLSClientAuth;

/**
 * The key that a member proves itself with, and whom it takes for a member: who has a certificate that the same file holds
 * or that one of those signed. No public authority is asked. Immutable; equal to that of a file with the same bytes.
 */
final class MemberKey {
    private final SSLContext context;
    private final ByteBuffer digest;

    private MemberKey(SSLContext context, ByteBuffer digest) {
        this.context = context;
        this.digest = digest;
    }

    /**
     * Reads a PKCS12 file.
     *
     * @param password of the file and of the key
     * @throws IllegalArgumentException when there is no such file, the password is wrong or no key is in it; names the file
     */
    static MemberKey load(Path file, char[] password) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(bytes), password);
            KeyStore trusted = trusted(store);
            if (trusted.size() == 0 || !hasKey(store)) {
                throw new IllegalArgumentException("keyFile " + file + " holds no private key with a certificate");
            }
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, password);
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return new MemberKey(
                    context,
                    ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(bytes)));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException("keyFile " + file + " cannot be read as PKCS12", e);
        }
    }

    private static boolean hasKey(KeyStore store) throws GeneralSecurityException {
        for (String alias : (Iterable<String>) store.aliases()::asIterator) {
            if (store.isKeyEntry(alias)) {
                return true;
            }
        }
        return false;
    }

    /** Every certificate of the file; of a chain the last one, which signed the others. */
    private static KeyStore trusted(KeyStore store) throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        for (String alias : (Iterable<String>) store.aliases()::asIterator) {
            Certificate[] chain = store.getCertificateChain(alias);
            Certificate anchor = chain == null ? store.getCertificate(alias) : chain[chain.length - 1];
            trusted.setCertificateEntry(alias, anchor);
        }
        return trusted;
    }

    SSLContext context() {
        return context;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MemberKey key && key.digest.equals(digest);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }

    /** Sockets that speak TLS 1.3 only, and with nobody who does not prove itself. */
    static SocketFactory sockets(SSLContext context) {
        return new TLS()
                .setProtocols(new String[] {"TLSv1.3"})
                .setClientAuth(TLSClientAuth.NEED)
                .createSocketFactory(context);
    }
}
