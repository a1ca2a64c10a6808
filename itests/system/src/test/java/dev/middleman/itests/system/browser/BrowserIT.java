package dev.middleman.itests.system.browser;

import dev.middleman.itests.system.net.Host;
import dev.middleman.itests.system.net.Program;
import dev.middleman.itests.system.net.Site;
import dev.middleman.itests.system.net.Tools;
import dev.middleman.itests.system.node.Network;
import dev.middleman.itests.system.node.Node;
import dev.middleman.itests.system.node.Peers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What comes by HTTPS, in a real network: the peer in JavaScript, the status page, and browsers that talk through a
 * middle-man. The tests themselves are in {@code peer-js/live}; screenshots go to {@code target/artefacts}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserIT {

    private static final Duration LIMIT = Duration.ofSeconds(170);

    private final Path artefacts = Path.of(System.getProperty("middleman.artefacts"));
    private Path folder;
    private Site site;
    private Network network;
    private String server;
    private Host middleman;
    private Host alice;
    private Host bob;
    private Host lost;

    @BeforeAll
    @Timeout(180)
    void startNodes(@TempDir Path folder) throws IOException {
        NodeJs.need();
        Files.createDirectories(artefacts);
        this.folder = folder;
        site = Site.open(folder);
        network = new Network(site, folder, site.host("ka"));
        middleman = site.host("m1");
        alice = site.host("alice");
        bob = site.host("bob");
        lost = site.host("lost");
        server = network.startKaWithHttps(
                Map.of("refusalWaitMs", 4_000, "lookUpsPerMinute", 1_000, "allowHints", true),
                Map.of(
                        "statusPage",
                        true,
                        "demoPage",
                        true,
                        "trustedProxies",
                        lost.ip4().getHostAddress()));
        Node node = network.startMiddlemanWithHints(middleman);
        node.awaitReady().awaitRegistered(LIMIT);
    }

    @AfterAll
    void stopNodes() {
        if (site != null) {
            site.close();
        }
    }

    @Test
    @Timeout(200)
    void shouldGiveNodeALineAndOpenWhatAPeerInJavaSealed() {
        Path realm = network.newRealm();
        Peers peers = new Peers(folder, realm);
        String bobsPid = peers.newId("bob");
        peers.listen(bob, "127.0.0.1:9");
        Map<String, String> environment = Map.of(
                "NODE_EXTRA_CA_CERTS",
                network.httpsCertificate().toString(),
                "M2_SERVER",
                server,
                "M2_REALM",
                realm.toString(),
                "M2_JAVA_PID",
                bobsPid);

        NodeJs.test(alice::start, environment, LIMIT, live("line.js")).assertPassed(4);
        NodeJs.test(alice::start, environment, LIMIT, live("readme.js")).assertPassed(1);
    }

    @Test
    @Timeout(200)
    void shouldShowTotalsAsChartsInLightAndDark() throws IOException {
        needBrowser();
        Map<String, String> environment = Map.of(
                "M2_SERVER", server,
                "M2_CHROMIUM", browserOn(alice),
                "M2_ARTEFACTS", artefacts.toString());

        NodeJs.test(this::start, environment, LIMIT, live("status.js")).assertPassed(4);
    }

    @Test
    @Timeout(200)
    void shouldLetTabsTalkWithoutTheAddressOfTheOther() throws IOException {
        needBrowser();
        Map<String, String> environment = new LinkedHashMap<>(Map.of(
                "M2_SERVER", server,
                "M2_ARTEFACTS", artefacts.toString(),
                "M2_ISOLATED", Boolean.toString(site.isolated()),
                "M2_ALICE_IP", alice.ip4().getHostAddress(),
                "M2_MIDDLEMAN_IP", middleman.ip4().getHostAddress()));
        for (Host host : List.of(alice, bob, lost)) {
            environment.put("M2_" + host.name().toUpperCase(Locale.ROOT), browserOn(host));
        }

        NodeJs.Verdict verdict = NodeJs.test(this::start, environment, LIMIT, live("demo.js"));

        if (site.isolated()) {
            verdict.assertPassed(3);
        } else {
            verdict.assertNoneFailed(1);
        }
    }

    private static void needBrowser() {
        Tools.need("chromium");
        NodeJs.needPackage("playwright-core");
    }

    /** A script that starts the browser on a host: the driver wants a file. */
    private String browserOn(Host host) throws IOException {
        Path script = folder.resolve("chromium-" + host.name());
        Files.writeString(
                script, "#!/bin/sh\nexec " + String.join(" ", host.command(List.of("chromium"))) + " \"$@\"\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        return script.toString();
    }

    /** Where every host can be reached into: on this machine itself. */
    private Program start(String name, List<String> command) {
        return Program.start(name, folder, command);
    }

    private static List<Path> live(String name) {
        return List.of(NodeJs.folder().resolve("live").resolve(name));
    }
}
