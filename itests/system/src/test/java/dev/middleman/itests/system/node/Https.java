package dev.middleman.itests.system.node;

import dev.middleman.itests.system.net.Host;
import dev.middleman.itests.system.net.Ports;
import dev.middleman.itests.system.pages.Pages;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Map;

/** HTTPS of a KA server's node, with the server's own key. Confined to the test's thread. */
final class Https {

    private static final int USUAL_PORT = 8443;

    private final Host host;
    private final int port;
    private final Path identity;
    private final String password;

    /** @param identity a PKCS12 file, made by the node if it is not there */
    Https(Host host, boolean isolated, Path identity, String password) {
        this.host = host;
        this.port = isolated ? USUAL_PORT : Ports.freeTcp(host.ip4());
        this.identity = identity;
        this.password = password;
    }

    /** @param resources settings of what it serves */
    void configure(Conf conf, Map<String, ?> resources) {
        conf.with("dev.middleman.ka.http", resources);
        conf.with(
                "org.apache.felix.http",
                Pages.snippet("docs/operators.md", "org.apache.felix.http.enable = false")
                        .text(
                                "0.0.0.0",
                                host.ip4().getHostAddress(),
                                "8443",
                                Integer.toString(port),
                                "${middleman.conf}/ka.p12",
                                identity.toString(),
                                "change me",
                                password));
    }

    String root() {
        return "https://" + host.ip4().getHostAddress() + ":" + port + "/m2";
    }

    Path writeCertificate(Path pem) {
        try (InputStream in = Files.newInputStream(identity)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(in, password.toCharArray());
            byte[] der = store.getCertificate(store.aliases().nextElement()).getEncoded();
            String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
            return Files.writeString(pem, "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n");
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
