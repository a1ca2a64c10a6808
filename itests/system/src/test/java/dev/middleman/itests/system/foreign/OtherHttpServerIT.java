package dev.middleman.itests.system.foreign;

import dev.middleman.itests.system.net.Host;
import dev.middleman.itests.system.net.Ports;
import dev.middleman.itests.system.net.Site;
import dev.middleman.itests.system.node.GuestBundle;
import dev.middleman.itests.system.node.Shell;
import dev.middleman.testkit.control.TestIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A KA server by HTTP in a container that has an older HTTP server of Felix's already, with a page of somebody else's. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class OtherHttpServerIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String ANY = "answer .*|not found";
    private static final String THEIR_PAGE = "answer 200 a page of the guest";
    private static final String OUR_ANSWER = "answer 200 \\{";

    /** The configuration of one bundle only, by its name; without a name it is that of every HTTP server of Felix's. */
    private static final String OUR_SERVER = "org.apache.felix.http|org.apache.felix.http.jetty12";

    @TempDir
    Path folder;

    private final int theirPort = Ports.freeTcp(InetAddress.getLoopbackAddress());
    private final int ourPort = Ports.freeTcp(InetAddress.getLoopbackAddress());
    private Site site;

    @AfterEach
    void stopEverything() {
        site.close();
    }

    @Test
    void shouldServeBesideAnOlderHttpServerThatServesOn() throws Exception {
        site = Site.open(folder);
        Host host = site.host("ka");
        BareFramework felix = new BareFramework(host, Path.of(System.getProperty("java.home")), folder);
        Kar kar = Kar.unpack(folder);
        Set<Path> ours = new LinkedHashSet<>(kar.bundles("middleman-ka-http"));
        Set<Path> theirs = theirs(kar, ours);
        ours.removeAll(theirs);
        felix.watched().with("org.apache.felix.http", server(theirPort, Map.of()));
        Shell shell = felix.startFelix(List.copyOf(theirs));
        shell.awaitUp(LIMIT);
        await(shell, theirPort, "/theirs", THEIR_PAGE);

        felix.watched()
                .with(OUR_SERVER, server(ourPort, Map.of("org.apache.felix.http.runtime.init.middleman", "true")))
                .with("dev.middleman.ka.server", kaServer());
        for (Path jar : ours) {
            Path whole = Files.copy(jar, folder.resolve(jar.getFileName()));
            Files.move(whole, felix.watched().folder().resolve(jar.getFileName()), StandardCopyOption.ATOMIC_MOVE);
        }
        // Told to, it is everywhere: so this test would see it.
        serveAt(felix, "(service.id=*)");
        await(shell, ourPort, "/m2/n", OUR_ANSWER);
        await(shell, theirPort, "/m2/n", "answer (?!404|none)");
        serveAt(felix, "(middleman=true)");
        await(shell, theirPort, "/m2/n", "answer 404");
        await(shell, ourPort, "/m2/n", OUR_ANSWER);
        serveAt(felix, "(!(middleman=true))");
        await(shell, ourPort, "/m2/n", "answer 404");

        felix.watched().with("dev.middleman.ka.http", Map.of("trustedProxies", "127.0.0.1"));
        await(shell, theirPort, "/m2/n", "answer 404");
        await(shell, ourPort, "/m2/n", OUR_ANSWER);
        await(shell, theirPort, "/theirs", THEIR_PAGE);
        // So is their page, which says nothing of servers; the one that does is not.
        await(shell, ourPort, "/theirs", THEIR_PAGE);
        await(shell, ourPort, "/elsewhere", "answer 404");
        await(shell, theirPort, "/elsewhere", THEIR_PAGE);

        Files.delete(felix.watched().folder().resolve(jarOf(ours, "dev.middleman.ka.http")));
        Files.delete(felix.watched().folder().resolve(jarOf(ours, "org.apache.felix.http.jetty12")));
        await(shell, ourPort, "/m2/n", "answer none");
        await(shell, theirPort, "/theirs", THEIR_PAGE);
    }

    private static void serveAt(BareFramework felix, String servers) {
        felix.watched().with("dev.middleman.ka.http", Map.of("trustedProxies", "127.0.0.1", "httpServers", servers));
    }

    /** The shell, File Install, an older server with the Servlet API that it shares with ours, and its guest. */
    private Set<Path> theirs(Kar kar, Set<Path> ours) throws IOException {
        Set<Path> theirs = new LinkedHashSet<>(kar.bundles("middleman-console"));
        theirs.removeIf(jar -> jar.getFileName().toString().matches("(dev\\.middleman|jackson|.*scr-).*"));
        for (Path jar : ours) {
            if (jar.getFileName().toString().matches("(org\\.apache\\.felix\\.http\\.servlet-api|commons-).*")) {
                theirs.add(jar);
            }
        }
        theirs.add(BareFramework.fileInstall());
        theirs.add(BareFramework.other("org.apache.felix.http.jetty"));
        Path guest = folder.resolve("guest.jar");
        new GuestBundle(PageGuest.class, List.of(), List.of("jakarta.servlet;version=\"[5.0,6)\"")).write(guest);
        theirs.add(guest);
        return theirs;
    }

    private static Path jarOf(Set<Path> bundles, String name) {
        return bundles.stream()
                .map(Path::getFileName)
                .filter(jar -> jar.toString().startsWith(name + "-"))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, Object> server(int port, Map<String, ?> more) {
        Map<String, Object> settings = new HashMap<>(more);
        settings.put("org.apache.felix.http.enable", true);
        settings.put("org.apache.felix.http.host", "127.0.0.1");
        settings.put("org.osgi.service.http.port", port);
        return settings;
    }

    private Map<String, Object> kaServer() throws IOException {
        return Map.of(
                "bind",
                "127.0.0.1",
                "port",
                0,
                "identityFile",
                TestIdentity.pkcs12(folder, "ka"),
                ".identityPassword",
                TestIdentity.PASSWORD,
                "allowUnseenEndpoints",
                true);
    }

    private static void await(Shell shell, int port, String path, String wanted) {
        shell.askUntil("guest:page http://127.0.0.1:" + port + path, ANY, wanted, LIMIT);
    }
}
