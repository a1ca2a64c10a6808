package dev.middleman.itests.system.browser;

import dev.middleman.itests.system.net.Host;
import dev.middleman.itests.system.net.Site;
import dev.middleman.itests.system.node.Network;
import dev.middleman.itests.system.node.Peers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What comes by HTTPS in a real network: the peer in JavaScript. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserIT {

    private static final Duration LIMIT = Duration.ofSeconds(90);

    private Path folder;
    private Site site;
    private Network network;
    private String server;
    private Path realm;
    private Host alice;
    private Host bob;

    @BeforeAll
    @Timeout(180)
    void startNodes(@TempDir Path folder) {
        NodeJs.need();
        this.folder = folder;
        site = Site.open(folder);
        network = new Network(site, folder, site.host("ka"));
        server = network.startKaWithHttps(Map.of("refusalWaitMs", 4_000, "lookUpsPerMinute", 1_000));
        alice = site.host("alice");
        bob = site.host("bob");
        network.startMiddleman(site.host("m1")).awaitReady().awaitRegistered(LIMIT);
        realm = network.newRealm();
    }

    @AfterAll
    void stopNodes() {
        if (site != null) {
            site.close();
        }
    }

    @Test
    @Timeout(180)
    void shouldGiveNodeALineAndOpenWhatAPeerInJavaSealed() {
        Peers peers = new Peers(folder, realm);
        String bobsPid = peers.newId("bob");
        peers.listen(bob, "127.0.0.1:9");

        NodeJs.test(
                        alice,
                        Map.of(
                                "NODE_EXTRA_CA_CERTS",
                                network.httpsCertificate().toString(),
                                "M2_SERVER",
                                server,
                                "M2_REALM",
                                realm.toString(),
                                "M2_JAVA_PID",
                                bobsPid),
                        LIMIT,
                        List.of(NodeJs.folder().resolve("live/line.js")))
                .assertPassed(4);
    }
}
