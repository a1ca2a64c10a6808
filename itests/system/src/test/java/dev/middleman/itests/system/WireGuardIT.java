package dev.middleman.itests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.itests.system.net.Host;
import dev.middleman.itests.system.net.NamespaceSite;
import dev.middleman.itests.system.net.Program;
import dev.middleman.itests.system.net.Site;
import dev.middleman.itests.system.net.Tools;
import dev.middleman.itests.system.net.Tunnel;
import dev.middleman.itests.system.node.Distribution;
import dev.middleman.itests.system.node.Network;
import dev.middleman.itests.system.node.Node;
import dev.middleman.itests.system.node.Peers;
import dev.middleman.itests.system.pages.Pages;
import dev.middleman.itests.system.pages.Snippet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** WireGuard as it comes from Debian, with the middle-man as its endpoint and an agent beside it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(240)
class WireGuardIT {
    private static final String TUTORIAL = "docs/tutorial.md";
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long MEGABYTE = 1_000_000;

    private Site site;
    private Path folder;
    private Node middleman;
    private Tunnel alice;
    private Tunnel bob;

    @BeforeAll
    void startNodes(@TempDir Path temporary) {
        Tools.needNamespaces();
        Tools.need("wireguard-go", "wg", "iperf3", "ping");
        Tools.needDevice("/dev/net/tun");
        folder = temporary;
        site = new NamespaceSite(folder);
        Network network = new Network(site, folder, site.host("ka"));
        network.startKa();
        middleman = network.startMiddlemanForAgents(site.host("m1"));
        Peers peers = new Peers(folder, network.newRealm());
        middleman.awaitReady().awaitRegistered(LIMIT);
        open(peers);
    }

    private void open(Peers peers) {
        Host here = site.host("alice");
        Host there = site.host("bob");
        alice = Tunnel.at(here, folder, "10.99.0.1");
        bob = Tunnel.at(there, folder, "10.99.0.2");
        String pid = peers.newId(there.name());
        bob.expect(alice);
        listenAsTheTutorialSays(there, peers).awaitLine("\"event\":\"ready\"", LIMIT);
        Program calling = callAsTheTutorialSays(here, peers, pid);
        alice.join(bob, Peers.relay(calling));
    }

    private static Program callAsTheTutorialSays(Host here, Peers peers, String pid) {
        String line = Pages.inline(TUTORIAL, "peer call PID --agent --json");
        String typed = Snippet.replaced(line, "PID", pid) + " --realm " + peers.realm();
        return here.start(line, Distribution.shared().command(typed.split(" ")));
    }

    /** The tutorial's loop, which tells WireGuard where to send; what it reads is shown besides. */
    private Program listenAsTheTutorialSays(Host there, Peers peers) {
        String loop = Pages.snippet(
                        TUTORIAL, "runtime/middleman peer listen --realm home.realm --key bob.pem --agent --json |")
                .text(
                        "runtime/middleman",
                        Distribution.shared().command().get(0),
                        "home.realm",
                        peers.realm().toString(),
                        "bob.pem",
                        peers.key(there.name()),
                        "--json |",
                        "--json | tee /dev/stderr |",
                        "wg0",
                        bob.name(),
                        "$ALICE_KEY",
                        alice.publicKey());
        return there.start("tutorial", List.of("sh", "-c", loop));
    }

    @AfterAll
    void stopNodes() {
        if (alice != null) {
            alice.close();
        }
        if (bob != null) {
            bob.close();
        }
        if (site != null) {
            site.close();
        }
    }

    @Test
    void shouldCarryATunnelAndFollowAPeerWhosePortChanges() {
        alice.ping(bob);
        assertThat(alice.send(bob, MEGABYTE)).isGreaterThan(MEGABYTE / 2);
        assertThat(middleman.total("ARM")).isEqualTo(2);
        assertThat(middleman.total("moved")).isZero();

        alice.changePort();
        alice.ping(bob);
        assertThat(alice.send(bob, MEGABYTE)).isGreaterThan(MEGABYTE / 2);
        assertThat(middleman.total("moved")).isOne();

        assertThat(alice.endpoints()).as("neither learnt where the other is").doesNotContain(bob.hostAddress());
        assertThat(bob.endpoints()).doesNotContain(alice.hostAddress());
    }
}
