package dev.middleman.itests.system.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.itests.system.net.Host;
import dev.middleman.itests.system.net.Program;
import dev.middleman.itests.system.net.Tools;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * {@code openssl s_server} and {@code openssl s_client} over DTLS 1.2: a pair of programs that everybody has and that
 * know nothing of us. Confined to the test's thread.
 *
 * <p>Good witnesses, because DTLS notices a changed byte, and because the client checks who the server is.
 */
public final class OpensslPair {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Path certificate;
    private final Path key;

    /** @param folder where to put the server's certificate */
    public OpensslPair(Path folder) {
        certificate = folder.resolve("certificate.pem");
        key = folder.resolve("key.pem");
        String request =
                "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=bob";
        Tools.run((request + " -keyout " + key + " -out " + certificate).split(" "));
    }

    /** Starts the server on a port of its choice; ask {@link #port}. */
    public Program serverOn(Host host, String address) {
        return host.start(
                "openssl s_server",
                List.of(
                        "openssl",
                        "s_server",
                        "-dtls1_2",
                        "-accept",
                        address + ":0",
                        "-cert",
                        certificate.toString(),
                        "-key",
                        key.toString()));
    }

    public static int port(Program server) {
        return Integer.parseInt(server.awaitLine("^ACCEPT .*:(\\d+)$", LIMIT).group(1));
    }

    /** Starts a client that talks to nobody but the owner of our certificate. */
    public Program clientOn(Host host, String target) {
        return host.start(
                "openssl s_client",
                List.of(
                        "openssl",
                        "s_client",
                        "-dtls1_2",
                        "-connect",
                        target,
                        "-CAfile",
                        certificate.toString(),
                        "-verify_return_error"));
    }

    /** Lets them shake hands, say a number of lines to each other, and part. */
    public static void converse(Program client, Program server, int lines) {
        client.awaitLine("Protocol +: DTLSv1.2", LIMIT);
        client.awaitLine("Verify return code: 0 \\(ok\\)", LIMIT);
        for (int i = 0; i < lines; i++) {
            // An underscore in front: openssl takes some single letters for commands.
            String text = "_" + i + "_" + "x".repeat(i * 1_300 / lines);
            client.type(text + "_from_alice");
            server.awaitLine("^" + text + "_from_alice$", LIMIT);
            server.type(text + "_from_bob");
            client.awaitLine("^" + text + "_from_bob$", LIMIT);
        }
        client.type("Q");
        assertThat(client.awaitExit(LIMIT)).as("openssl s_client").isZero();
        server.awaitLine("^DONE$", LIMIT);
    }
}
