package dev.middleman.itests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.itests.system.exchange.FileExchange;
import dev.middleman.itests.system.exchange.OpensslPair;
import dev.middleman.itests.system.net.Host;
import dev.middleman.itests.system.net.Program;
import dev.middleman.itests.system.net.Site;
import dev.middleman.itests.system.net.Tools;
import dev.middleman.itests.system.node.Network;
import dev.middleman.itests.system.node.Node;
import dev.middleman.itests.system.node.Peers;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The main job: two unmodified programs talk through two shims and a middle-man that a KA server introduced. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LineIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int TEN_MEGABYTES = 10_000_000;
    /** The largest payload of a 1,500-byte IPv4 packet. */
    private static final int LARGEST = 1_472;
    /** Below the 20,000 of a session's quota. */
    private static final int KBIT = 14_000;

    private Path folder;
    private Site site;
    private Node middleman;
    private Host alice;
    private Host bob;
    private Peers peers;
    private String bobsPid;

    @BeforeAll
    void startNodes(@TempDir Path folder) {
        this.folder = folder;
        site = Site.open(folder);
        Host kaHost = site.host("ka");
        alice = site.host("alice");
        bob = site.host("bob");
        Network network = new Network(site, folder, kaHost, kaHost.ip4());
        network.startKa();
        middleman = network.startMiddleman(site.host("m1"));
        peers = new Peers(folder, network.newRealm());
        bobsPid = peers.newId("bob");
        middleman.awaitReady().awaitRegistered(LIMIT);
    }

    @AfterAll
    void stopNodes() {
        site.close();
    }

    @Test
    void shouldCarryDtlsOfProgramsThatKnowNothingOfIt() {
        Tools.need("openssl");
        OpensslPair pair = new OpensslPair(folder);
        Program server = pair.serverOn(bob, "127.0.0.1");

        Program bobsShim = peers.listen(bob, "127.0.0.1:" + OpensslPair.port(server));
        Program alicesShim = peers.call(alice, bobsPid);
        Program client = pair.clientOn(alice, Peers.local(alicesShim));
        OpensslPair.converse(client, server, 40);

        end(alicesShim);
        end(bobsShim);
        server.close();
    }

    @Test
    void shouldCarryTenMegabytesInDatagramsOfEverySize() {
        FileExchange exchange = new FileExchange(TEN_MEGABYTES, LARGEST, KBIT);
        Program sink = exchange.sinkAt(bob, "127.0.0.1:0");
        long before = middleman.total("forwarded");

        Program bobsShim = peers.listen(bob, "127.0.0.1:" + FileExchange.port(sink));
        Program alicesShim = peers.call(alice, bobsPid);
        Program source = exchange.sourceCalling(alice, Peers.local(alicesShim));
        System.out.println(exchange.verify(source, sink));

        assertThat(middleman.total("forwarded") - before).isGreaterThan(TEN_MEGABYTES / LARGEST);
        middleman.ask("middleman:totals --json", "\"balanced\": true");
        end(alicesShim);
        end(bobsShim);
    }

    private void end(Program shim) {
        shim.terminate();
        assertThat(shim.awaitExit(LIMIT)).as(shim.tail()).isIn(0, 143);
        System.out.println(shim.tail());
    }
}
