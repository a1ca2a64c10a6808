package dev.middleman.itests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.itests.system.net.Host;
import dev.middleman.itests.system.net.Program;
import dev.middleman.itests.system.net.Site;
import dev.middleman.itests.system.node.Network;
import dev.middleman.itests.system.node.Node;
import dev.middleman.itests.system.node.Peers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What peers hear when their middle-man stops. */
@Timeout(180)
class FarewellIT {

    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final String CLOSED = "\"event\":\"line-closed\".*\"reason\":\"(\\w+)\"";

    /** A node that is killed says nothing; one that stops still has a transport when it says that it does. */
    @Test
    void shouldSayGoodbyeToItsPeersWhenItStops(@TempDir Path folder) {
        try (Site site = Site.open(folder)) {
            Network network = new Network(site, folder, site.host("ka"));
            network.startKa();
            Node middleman = network.startMiddleman(site.host("m1"));
            Peers peers = new Peers(folder, network.newRealm());
            Host bob = site.host("bob");
            String bobsPid = peers.newId("bob");
            middleman.awaitReady().awaitRegistered(LIMIT);
            peers.listen(bob, "127.0.0.1:9");
            Program alice = peers.start(site.host("alice"), "call", null, List.of(bobsPid, "--plain"));
            alice.awaitLine("\"event\":\"ready\"", LIMIT);

            middleman.program().terminate();

            assertThat(alice.awaitLine(CLOSED, LIMIT).group(1)).isEqualTo("GOODBYE");
        }
    }
}
