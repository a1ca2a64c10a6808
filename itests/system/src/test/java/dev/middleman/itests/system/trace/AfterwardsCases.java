package dev.middleman.itests.system.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.itests.system.net.Capture;
import dev.middleman.itests.system.net.Tools;
import dev.middleman.itests.system.node.Launch;
import dev.middleman.testkit.trace.Findings;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a node has printed, sent and left in its kernel when its sessions have ended, for each transport the same. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AfterwardsCases {
    private static final int SESSIONS = 200;
    private static final int ROUNDS = 5;
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final List<String> COMMANDS = List.of(
            "middleman:totals",
            "middleman:totals --json",
            "middleman:registrations",
            "middleman:ka",
            "middleman:cluster",
            "middleman:parts",
            "middleman:swap",
            "felix:lb",
            "scr:list");

    private Path folder;
    private Scene scene;
    private Capture.Talk talk;
    private Path captured;

    abstract Launch launch();

    /** Of the transport that is to serve. */
    abstract String transport();

    @BeforeAll
    void letThemMeetAndPart(@TempDir Path folder) {
        Tools.needNamespaces();
        Tools.need("tcpdump", "bash", "conntrack", "nft", "ss");
        this.folder = folder;
        scene = new Scene(
                folder, launch(), SESSIONS, ThreadLocalRandom.current().nextLong(1L << 40));
        scene.drawCrowd();
        scene.node().ask("middleman:swap", "m1 +" + transport());
        Capture capture = Capture.whole(scene.middleman(), folder);
        scene.meet(ROUNDS);
        assertThat(scene.searchWhileTheyTalk().distinct(Scene.PEER6)).isEqualTo(SESSIONS);
        scene.part();
        talk = capture.finish();
        captured = capture.file();
    }

    @AfterAll
    void closeScene() {
        if (scene != null) {
            scene.close();
        }
    }

    final Scene scene() {
        return scene;
    }

    final Path folder() {
        return folder;
    }

    @Test
    void shouldPrintNoAddress() {
        for (String command : COMMANDS) {
            scene.node().program().type(command);
        }
        scene.node().program().type("echo that was all");
        scene.node().program().awaitLine("^.*that was all", LIMIT);
        String all = Stream.concat(scene.node().program().output().stream(), scene.node().program().errors().stream())
                .collect(Collectors.joining("\n"));

        assertThat(all).contains("balanced").contains("dev.middleman.engine");
        assertThat(Scenes.addresses(search(all + somebody()))).isEqualTo(1);
        Scenes.assertNoAddress("output", search(all));
    }

    @Test
    void shouldSendNothingToWhomDidNotProveItsAddress() {
        Set<String> strangers = scene.crowd().strangers().stream()
                .map(InetAddress::getHostAddress)
                .collect(Collectors.toSet());

        assertThat(talk.farEnds()).as("the strangers came").containsAll(strangers);
        assertThat(talk.sentTo()).contains(somebody()).doesNotContainAnyElementsOf(strangers);
        assertThat(talk.stray()).isZero();
        assertThat(talk.unknown()).isZero();
    }

    @Test
    void shouldShowNoKeyOnTheWire() {
        Findings findings = scene.needles().file(captured);

        assertThat(findings.distinct(Scene.SID))
                .as("sids are not secret on the wire")
                .isEqualTo(2 * SESSIONS);
        assertThat(findings.hits(Scene.KEY)).isZero();
    }

    @Test
    void shouldLeaveNoPeerInTheKernel() {
        String sockets = run("ss", "-uan");
        assertThat(sockets)
                .as("the node's own sockets")
                .contains(scene.middleman().ip4().getHostAddress());
        Scenes.assertNoAddress("ss", search(sockets));
        Scenes.assertNoAddress("conntrack", search(run("conntrack", "-L") + run("conntrack", "-L", "-f", "ipv6")));
        Scenes.assertNoAddress("routes", search(run("ip", "route", "show", "cache")));
        Scenes.assertNoAddress("routes", search(run("ip", "-6", "route", "show", "cache")));
        Scenes.assertNoAddress("neighbours", search(run("ip", "neigh", "show")));
    }

    @Test
    void shouldSeeAPeerInTheKernelThatAnotherProgramLeavesThere() {
        String somebody = somebody();
        // A connected socket that stays open, and a rule that makes the kernel follow connections.
        scene.middleman().run("nft", "add table inet itest");
        scene.middleman().run("nft", "add chain inet itest out { type filter hook output priority 0; }");
        scene.middleman().run("nft", "add rule inet itest out ct state new accept");
        try {
            String seen = scene.middleman()
                    .run("bash", "-c", "exec 3<>/dev/udp/" + somebody + "/9; echo >&3; ss -uan; conntrack -L 2>&1");

            assertThat(seen.lines().filter(line -> line.startsWith("ESTAB") && line.contains(somebody)))
                    .hasSize(1);
            assertThat(seen.lines().filter(line -> line.startsWith("udp") && line.contains("dst=" + somebody)))
                    .hasSize(1);
            assertThat(Scenes.addresses(search(seen))).isPositive();
        } finally {
            scene.middleman().run("nft", "delete table inet itest");
            scene.middleman().run("conntrack", "-F");
        }
    }

    private String somebody() {
        return scene.crowd().ip4().get(0).getHostAddress();
    }

    private String run(String... command) {
        return scene.middleman().run(command);
    }

    private Findings search(String text) {
        return scene.needles().bytes(text.getBytes(StandardCharsets.UTF_8), "text");
    }
}
