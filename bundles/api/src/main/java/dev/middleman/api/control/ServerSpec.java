package dev.middleman.api.control;

import dev.middleman.api.net.Endpoint;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * How to serve.
 *
 * @param name for threads and consoles
 * @param bind the local address and port; port 0 lets the system choose
 * @param root the path all resources lie under, such as {@code m2}
 * @param key the server's private key (EC P-256 for stock clients)
 * @param chain the certificate chain, the server's own first
 * @param maxAssociations the most associations at a time; the oldest idle one goes first
 * @param handshakesPerSecond the rate at which new associations are admitted
 */
public record ServerSpec(
        String name,
        Endpoint bind,
        String root,
        PrivateKey key,
        List<X509Certificate> chain,
        int maxAssociations,
        int handshakesPerSecond) {

    public ServerSpec {
        chain = List.copyOf(chain);
    }

    @Override
    public String toString() {
        return "ServerSpec[" + name + "]";
    }
}
