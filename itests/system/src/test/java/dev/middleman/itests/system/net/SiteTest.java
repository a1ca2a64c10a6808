package dev.middleman.itests.system.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.middleman.itests.system.exchange.FileExchange;
import dev.middleman.itests.system.exchange.OpensslPair;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the test's own network carries packets, that a capture finds each one, and that nothing is left behind. */
class SiteTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private Site site;

    @BeforeEach
    void openSite() {
        site = Site.open(folder);
    }

    @AfterEach
    void closeSite() {
        site.close();
    }

    @Test
    void shouldCarryDatagramsWithoutRootToo() {
        site.close();
        site = new LoopbackSite(folder);

        shouldCarryDatagramsBetweenHosts();
    }

    @Test
    void shouldCarryDatagramsBetweenHosts() {
        Host near = site.host("near");
        Host far = site.host("far");
        FileExchange exchange = new FileExchange(1_200_000, 1472, 200_000);

        Program sink = exchange.sinkAt(far, far.ip4().getHostAddress() + ":0");
        Program source = exchange.sourceCalling(near, far.ip4().getHostAddress() + ":" + FileExchange.port(sink));

        assertThat(exchange.verify(source, sink)).contains("intact");
    }

    @Test
    void shouldLetASinkCallItsSourceOverIp6() {
        Host near = site.host("near", Stack.IP6);
        Host far = site.host("far", Stack.IP6);
        FileExchange exchange = new FileExchange(1_200_000, 1452, 200_000);

        Program source = exchange.sourceAt(far, "[" + far.ip6().getHostAddress() + "]:0");
        Program sink = exchange.sinkCalling(near, "[" + far.ip6().getHostAddress() + "]:" + FileExchange.port(source));

        assertThat(exchange.verify(source, sink)).contains("intact");
    }

    @Test
    void shouldLetUnmodifiedProgramsTalk() {
        Tools.need("openssl");
        Host near = site.host("near");
        Host far = site.host("far");
        OpensslPair pair = new OpensslPair(folder);

        Program server = pair.serverOn(far, far.ip4().getHostAddress());
        Program client = pair.clientOn(near, far.ip4().getHostAddress() + ":" + OpensslPair.port(server));

        OpensslPair.converse(client, server, 10);
    }

    @Test
    void shouldFindEveryFarEndInACapture() {
        needIsolation();
        Tools.need("tcpdump", "bash");
        Host spoken = site.host("spoken");
        Host silent = site.host("silent");
        Host talker = site.host("talker");
        Capture capture = Capture.on(talker, folder);

        send(talker, spoken.ip4().getHostAddress());
        send(talker, spoken.ip6().getHostAddress());
        Capture.Talk talk = capture.finish();

        assertThat(talk.farEnds())
                .containsExactlyInAnyOrder(
                        spoken.ip4().getHostAddress(), spoken.ip6().getHostAddress())
                .doesNotContain(silent.ip4().getHostAddress());
        assertThat(talk.stray()).isZero();
        assertThat(talk.unknown()).isZero();
    }

    @Test
    void shouldFindNobodyWhenNobodySpoke() {
        needIsolation();
        Tools.need("tcpdump", "bash");

        assertThat(Capture.on(site.host("alone"), folder).finish().farEnds()).isEmpty();
    }

    @Test
    void shouldLeaveNothingBehind() {
        needIsolation();
        Program program = site.host("brief").start("cat", List.of("cat"));
        assertThat(namespaces()).contains(ownPrefix());

        site.close();

        assertThat(program.alive()).isFalse();
        assertThat(namespaces()).doesNotContain(ownPrefix());
        site = new LoopbackSite(folder);
    }

    @Test
    void shouldRemoveWhatADeadRunLeft() throws Exception {
        needIsolation();
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        String stale = NamespaceSite.PREFIX + dead.pid() + "-1-stale";
        Tools.run("ip", "netns", "add", stale);
        assertThat(namespaces()).contains(stale);

        NamespaceSite.removeStale();

        assertThat(namespaces()).doesNotContain(stale).contains(ownPrefix());
    }

    @Test
    void shouldShowWhatAProgramPrintedWhenALineIsMissing() {
        Program program = site.host("any").start("sh", List.of("sh", "-c", "echo here; echo there >&2; exit 3"));

        assertThatThrownBy(() -> program.awaitLine("elsewhere", LIMIT))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("ended without a line like /elsewhere/", "| here", "! there");
        assertThat(program.awaitExit(LIMIT)).isEqualTo(3);
        assertThat(program.output()).containsExactly("here");
        assertThat(program.errors()).containsExactly("there");
    }

    private void needIsolation() {
        Tools.needNamespaces();
        Assumptions.assumeTrue(site.isolated(), "skipped: -Dmiddleman.loopback=true asks for loopback addresses");
    }

    private static void send(Host from, String address) {
        from.run("bash", "-c", "echo hello > /dev/udp/" + address + "/9");
    }

    private static String namespaces() {
        return Tools.run("ip", "netns", "list");
    }

    private static String ownPrefix() {
        return NamespaceSite.PREFIX + ProcessHandle.current().pid() + "-";
    }
}
