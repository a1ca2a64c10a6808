package dev.middleman.itests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.middleman.itests.system.exchange.FileExchange;
import dev.middleman.itests.system.exchange.OpensslPair;
import dev.middleman.itests.system.net.Capture;
import dev.middleman.itests.system.net.Host;
import dev.middleman.itests.system.net.Program;
import dev.middleman.itests.system.net.Site;
import dev.middleman.itests.system.net.Tools;
import dev.middleman.itests.system.node.Network;
import dev.middleman.itests.system.node.Node;
import dev.middleman.itests.system.node.Peers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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

    /** 0 + 1 + ... + 1472. */
    private static final int ONE_OF_EACH_SIZE = LARGEST * (LARGEST + 1) / 2;

    /** What a JVM ends with after it has cleaned up. */
    private static final int SIGTERM = 128 + 15;

    private Path folder;
    private Site site;
    private Host kaHost;
    private Host middlemanHost;
    private Node middleman;
    private Host alice;
    private Host bob;
    private Peers peers;
    private String bobsPid;

    @BeforeAll
    void startNodes(@TempDir Path folder) {
        this.folder = folder;
        site = Site.open(folder);
        kaHost = site.host("ka");
        middlemanHost = site.host("m1");
        alice = site.host("alice");
        bob = site.host("bob");
        Network network = new Network(site, folder, kaHost);
        network.startKa();
        middleman = network.startMiddleman(middlemanHost);
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

        server.close();
        assertSawOnlyTheMiddleman(alicesShim, bobsShim);
    }

    @Test
    void shouldCarryTenMegabytesInDatagramsOfEverySize() {
        FileExchange exchange = new FileExchange(TEN_MEGABYTES, LARGEST, KBIT);
        Program sink = exchange.sinkAt(bob, "127.0.0.1:0");
        Program bobsShim = peers.listen(bob, "127.0.0.1:" + FileExchange.port(sink));
        Program alicesShim = peers.call(alice, bobsPid);
        long before = middleman.total("forwardedBytes");

        Program source = exchange.sourceCalling(alice, Peers.local(alicesShim));
        System.out.println(exchange.verify(source, sink));

        assertThat(middleman.total("forwardedBytes") - before)
                .as("the shims add nothing: payload and acknowledgements only")
                .isBetween((long) TEN_MEGABYTES, TEN_MEGABYTES * 105L / 100);
        middleman.ask("middleman:totals --json", "\"balanced\": true");
        assertSawOnlyTheMiddleman(alicesShim, bobsShim);
    }

    @Test
    void shouldShowAPeerNothingButTheKaServerAndTheMiddlemanOnItsLink() {
        Tools.needNamespaces();
        Tools.need("tcpdump", "bash");
        assumeTrue(site.isolated(), "skipped: -Dmiddleman.loopback=true asks for loopback addresses");
        assertThat(captureALine(true).get(0).farEnds())
                .as("positive control: a datagram that alice sends past the middle-man is found")
                .contains(bob.ip4().getHostAddress());

        List<Capture.Talk> talks = captureALine(false);

        assertThat(talks).allSatisfy(talk -> {
            assertThat(talk.stray())
                    .as("packets with no address of %s", talk.host())
                    .isZero();
            assertThat(talk.unknown())
                    .as("packets on %s that are not IP", talk.host())
                    .isZero();
        });
        assertThat(talks.get(0).farEnds()).as("alice").isEqualTo(addresses(kaHost, middlemanHost));
        assertThat(talks.get(1).farEnds()).as("bob").isEqualTo(addresses(kaHost, middlemanHost));
        assertThat(talks.get(2).farEnds()).as("KA server").isEqualTo(addresses(middlemanHost, alice, bob));
        assertThat(talks.get(3).farEnds()).as("middle-man").isEqualTo(addresses(kaHost, alice, bob));
        System.out.println("captured: " + talks);
    }

    /** Captures on all four hosts from before the first packet of a call until after its last. */
    private List<Capture.Talk> captureALine(boolean cheat) {
        List<Capture> captures = Stream.of(alice, bob, kaHost, middlemanHost)
                .map(host -> Capture.on(host, folder))
                .toList();
        FileExchange exchange = new FileExchange(ONE_OF_EACH_SIZE, LARGEST, KBIT);
        Program sink = exchange.sinkAt(bob, "127.0.0.1:0");
        Program bobsShim = peers.listen(bob, "127.0.0.1:" + FileExchange.port(sink));
        Program alicesShim = peers.call(alice, bobsPid);
        exchange.verify(exchange.sourceCalling(alice, Peers.local(alicesShim)), sink);
        if (cheat) {
            alice.run("bash", "-c", "echo > /dev/udp/" + bob.ip4().getHostAddress() + "/9");
        }
        assertSawOnlyTheMiddleman(alicesShim, bobsShim);
        return captures.stream().map(Capture::finish).toList();
    }

    private static Set<String> addresses(Host... hosts) {
        return Stream.of(hosts).map(host -> host.ip4().getHostAddress()).collect(Collectors.toSet());
    }

    /** Ends two shims, which then tell every endpoint that they ever got a datagram from. */
    private void assertSawOnlyTheMiddleman(Program... shims) {
        String middlemansIp = Pattern.quote(middlemanHost.ip4().getHostAddress());
        for (Program shim : shims) {
            shim.terminate();
            shim.awaitLine("\"event\":\"closed\".*\"seen\":\\[\"" + middlemansIp + ":\\d+\"\\]", LIMIT);
            assertThat(shim.awaitExit(LIMIT)).isEqualTo(SIGTERM);
        }
    }
}
