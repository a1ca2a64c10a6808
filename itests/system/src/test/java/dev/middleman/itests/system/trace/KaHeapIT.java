package dev.middleman.itests.system.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.itests.system.net.Capture;
import dev.middleman.itests.system.net.Host;
import dev.middleman.itests.system.net.NamespaceSite;
import dev.middleman.itests.system.net.Site;
import dev.middleman.itests.system.net.Tools;
import dev.middleman.itests.system.node.Launch;
import dev.middleman.itests.system.node.Network;
import dev.middleman.itests.system.node.Node;
import dev.middleman.itests.system.node.Peers;
import dev.middleman.testkit.trace.Findings;
import dev.middleman.testkit.trace.Needles;
import dev.middleman.testkit.trace.Search;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a KA server knows of an introduction: its secrets while an answer may have to be repeated, and nothing 30 s later. */
class KaHeapIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration ERASED = Duration.ofSeconds(30);
    private static final long PAUSE_NS = 1_000_000_000;
    private static final String INTRODUCTION = "dev.middleman.ka.server.Introduction";
    private static final String KEY = "key";
    private static final String SID = "sid";
    private static final String PID = "pid";

    @TempDir
    Path folder;

    private NamespaceSite site;
    private Host kaHost;
    private Host middlemanHost;
    private Node ka;
    private Peers peers;

    @BeforeEach
    void startNodes() {
        Tools.needNamespaces();
        Tools.need("tcpdump", "bash");
        site = new NamespaceSite(folder);
        kaHost = site.host("ka");
        middlemanHost = site.host("m1");
        Network network = new Network(site, folder, kaHost);
        Launch withGuest = Launch.usual()
                .withArguments("--deploy", Scene.GUEST.deployFolder(folder).toString());
        ka = network.startKa(Map.of(), withGuest);
        // The tap is there before the client that registers it.
        Node middleman = network.startMiddleman(middlemanHost, "tap", withGuest.withArguments("--ready-seconds", "1"));
        middleman.program().awaitLine("^NOT READY", LIMIT);
        middleman.askUntil("itest:tap " + legs(), "tapped|.*Exception.*|.*not found.*", "tapped", LIMIT);
        middleman.awaitReady().awaitRegistered(LIMIT);
        peers = new Peers(folder, network.newRealm());
    }

    @AfterEach
    void stopNodes() {
        if (site != null) {
            site.close();
        }
    }

    private Path legs() {
        return folder.resolve("legs");
    }

    @Test
    @Timeout(180)
    void shouldForgetAnIntroduction() throws IOException {
        Host alice = site.host("alice");
        Host bob = site.host("bob");
        String pid = peers.newId("bob");
        List<Capture> captures = List.of(Capture.whole(kaHost, folder), Capture.whole(middlemanHost, folder));
        peers.listen(bob, "127.0.0.1:9");
        peers.call(alice, pid);
        assertThat(dump("early").distinct(KEY))
                .as("keys that it must be able to repeat")
                .isPositive();
        assertThat(instances()).isPositive();

        Findings late = awaitErased(System.nanoTime() + ERASED.toNanos());
        System.out.println("KA server, reachable after an introduction: " + late);
        captures.forEach(Capture::finish);
        assertNothingInClear(captures, pid);
    }

    /** Looks again and again, for as long as the promise gives it. */
    private Findings awaitErased(long endNs) throws IOException {
        Findings findings = dump("late");
        while (instances() > 0 || findings.hits(KEY) + findings.hits(SID) > 0) {
            assertThat(System.nanoTime()).as("still there: %s", findings).isLessThan(endNs);
            LockSupport.parkNanos(PAUSE_NS);
            findings = dump("late");
        }
        return findings;
    }

    /** Neither who is called nor the secrets of a leg can be read on the links of the two servers. */
    private void assertNothingInClear(List<Capture> captures, String pid) throws IOException {
        Search secrets = search(needles().secret(PID, bytes(pid)).text(PID, pid));
        for (Capture capture : captures) {
            byte[] bytes = Files.readAllBytes(capture.file());
            Findings findings = secrets.bytes(bytes, "link");
            assertThat(findings.hits(PID)).as("%s", findings).isZero();
            assertThat(findings.hits(KEY)).as("%s", findings).isZero();
            ByteBuffer planted =
                    ByteBuffer.allocate(bytes.length + 16).put(bytes).put(bytes(pid));
            assertThat(secrets.bytes(planted.array(), "link").hits(PID)).isEqualTo(2);
        }
        assertThat(secrets.file(captures.get(1).file()).distinct(SID))
                .as("sids are not secret on the middle-man's link")
                .isPositive();
    }

    private static byte[] bytes(String pid) {
        return Site.literal(pid).getAddress();
    }

    private Findings dump(String name) throws IOException {
        Path file = folder.resolve(name + ".hprof");
        Files.deleteIfExists(file);
        ka.ask("itest:dump " + file + " true", "dumped");
        return search(needles()).file(file);
    }

    private Needles needles() throws IOException {
        Needles needles = new Needles();
        for (Leg leg : Leg.read(legs())) {
            needles.secret(SID, leg.sid()).secret(KEY, leg.key());
        }
        assertThat(needles.count(KEY)).as("legs that were granted").isPositive();
        return needles;
    }

    private static Search search(Needles needles) {
        return new Search(needles);
    }

    private long instances() {
        return Long.parseLong(
                ka.ask("itest:instances " + INTRODUCTION, "instances (\\d+)").group(1));
    }
}
