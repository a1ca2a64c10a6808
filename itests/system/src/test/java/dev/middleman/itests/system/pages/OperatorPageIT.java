package dev.middleman.itests.system.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.itests.system.net.Ports;
import dev.middleman.itests.system.net.Program;
import dev.middleman.itests.system.node.Conf;
import dev.middleman.itests.system.node.Distribution;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What docs/operators.md tells an operator to configure and to type, on one machine: only addresses, ports and paths are others. */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class OperatorPageIT {
    static final String PAGE = "docs/operators.md";
    private static final String LEVEL = "level L1; for L2: measure swap does not hold"
            + " (this machine has 1 swap areas, and memory.swap.max of the control group is not 0)";

    private static final Duration LIMIT = Typist.LIMIT;
    private static final String PIN = "sha256=" + "A".repeat(43);

    @TempDir
    Path folder;

    private Typist typist;
    private Conf conf;
    private Iterator<String> ways = Collections.emptyIterator();

    @BeforeEach
    void sitDown() {
        typist = new Typist(folder);
    }

    @AfterEach
    void killPrograms() {
        typist.close();
    }

    private static Snippet snippet(String key) {
        return Pages.snippet(PAGE, key);
    }

    private void configure(String pid, String key, String... others) {
        conf.with(pid, snippet(key).text(others));
    }

    @Test
    void shouldBeANodeAsThePageSays() throws Exception {
        conf = new Conf(folder.resolve("conf"));
        String kaPort = "port = " + Ports.freeUdp(InetAddress.getLoopbackAddress());
        configure(
                "dev.middleman.ka.server",
                "bind = 0.0.0.0",
                "0.0.0.0",
                "127.0.0.1",
                "port = 5684",
                kaPort,
                "ka.example.org",
                "127.0.0.1");
        configure(
                "dev.middleman.engine-m1",
                "name = m1",
                "192.0.2.10",
                "127.0.0.1",
                "20000-21023",
                "ephemeral:16\nallowLoopback = true");
        configure("dev.middleman.transport.ffm", "idle = adaptive");
        joinACluster();
        Program node = startNode();
        String address = node.awaitLine("^KA server (coaps://\\S+)$", LIMIT).group(1);

        Files.writeString(
                conf.folder().resolve("dev.middleman.ka.client-m1.config"),
                snippet("relay.target=\"(middleman.name\\=m1)\"")
                        .text(
                                "coaps://ka.example.org:5684/m2#sha256\\=PIN",
                                address.replace("=", "\\="),
                                "192.0.2.10",
                                "127.0.0.1"));
        node.awaitLine("^READY after", LIMIT);
        typist.until("middleman:registrations --json", "\"state\": \"registered\"");
        typist.until("middleman:cluster --json", "\"members\": 1\\b");
        limitAsThePageSays(address);
        swapAsThePageSays();
        askTheDoctor(node);
        controlAsThePageSays(node);
    }

    /** In the ways that the page knows, one after the other: from the source tree and from the archive, which are the same here. */
    private Program startNode() {
        if (!ways.hasNext()) {
            ways = snippet("runtime/middleman run --conf DIR").commands().iterator();
        }
        return typist.startNode(ways.next(), conf);
    }

    private void joinACluster() throws Exception {
        String keytool = snippet(
                        "keytool -genkeypair -alias member -keyalg EC -groupname secp256r1 -validity 3650 -dname CN=member \\")
                .text();
        Program maker = typist.start(keytool, "cluster.p12", "conf/cluster.p12");
        maker.type("change me");
        maker.type("change me");
        maker.endInput();
        assertThat(maker.awaitExit(LIMIT)).as(maker.tail()).isZero();
        String port = Integer.toString(Ports.freeTcp(InetAddress.getLoopbackAddress()));
        configure(
                "dev.middleman.ka.cluster",
                "bind = 10.0.0.1",
                "10.0.0.1:7800, 10.0.0.2:7800, 10.0.0.3:7800",
                "127.0.0.1:" + port,
                "10.0.0.1",
                "127.0.0.1",
                "port = 7800",
                "port = " + port,
                "...                                 # the same for all, 16 characters or more",
                "a secret of the test");
    }

    /** A policy that does not take its values is not asked. */
    private void limitAsThePageSays(String kaAddress) throws InterruptedException {
        assertThat(typist.shell("middleman:policies --json"))
                .singleElement()
                .asString()
                .contains("\"admission\": []", "\"traffic\": []");
        configure("dev.middleman.policy.traffic", "kbitPerSecond = 2000");
        configure(
                "dev.middleman.policy.admission",
                "sessionPercent = 80",
                "coaps://ka.example.org:5684/m2#sha256=PIN",
                kaAddress);
        typist.until("middleman:policies --json", "\"admission\": \\[\"admission\"]");
        typist.until("middleman:policies --json", "\"traffic\": \\[\"traffic\"]");
    }

    private void swapAsThePageSays() {
        List<String> commands = snippet("middleman:swap").commands();
        List<String> transports = typist.shell(commands.get(0));
        assertThat(transports).anyMatch(line -> line.startsWith("m1 ") && line.contains("netty-nio"));
        assertThat(transports.toString().contains("ffm"))
                .as("the one that was told how to idle, which is not there with values that it refuses")
                .isEqualTo(hasForeignTransport());
        assertThat(typist.shell(commands.get(1))).anyMatch(line -> line.contains("netty-epoll"));
        assertThat(typist.shell(commands.get(2)))
                .anyMatch(line -> line.startsWith("m1") && line.contains("netty-epoll"));
    }

    private boolean hasForeignTransport() {
        String java = Distribution.shared()
                .run(folder, "-v", "--version")
                .awaitLine("middleman: Java (\\d+) in ", LIMIT)
                .group(1);
        return Integer.parseInt(java) >= 22
                && Files.isDirectory(Distribution.shared().folder().resolve("bundle-java22"));
    }

    private void askTheDoctor(Program node) {
        List<String> commands = snippet("bin/middleman doctor").commands();
        // What it finds is this machine's; that it ends by judging is ours.
        assertThat(typist.run(commands.get(0)).awaitExit(LIMIT)).isBetween(0, 1);
        Program second = typist.run(commands.get(1), "DIR", conf.folder().toString());
        assertThat(second.output()).as(second.tail()).anyMatch(line -> line.contains("memfd_secret"));
        Program third = typist.run(commands.get(2), "4711", Long.toString(node.pid()));
        assertThat(third.output()).as(third.tail()).anyMatch(line -> line.startsWith("{") || line.startsWith("["));
    }

    private void controlAsThePageSays(Program node) {
        List<String> commands = snippet("bin/middleman status").commands();
        assertThat(typist.ask(commands.get(0))).startsWith("READY").contains("middle-man m1");
        assertThat(typist.ask(commands.get(1) + " --seconds 1 --count 1")).anyMatch(line -> line.startsWith("READY"));
        assertThat(typist.ask(commands.get(3))).anyMatch(line -> line.matches("m1 +no .*"));
        assertThat(typist.answer(commands.get(5).replace("shell ", "shell --control " + typist.socket() + " ")))
                .singleElement()
                .asString()
                .startsWith("{\"m1\": {\"received\": ");
        assertThat(typist.ask(commands.get(2))).contains("0 sessions left");
        assertThat(node.awaitExit(LIMIT)).isZero();
        Program again = startNode();
        again.awaitLine("^READY after", LIMIT);
        typist.ask(commands.get(4));
        assertThat(again.awaitExit(LIMIT)).isZero();
    }

    /** The same line for the engine and for the transport. Whether the kernel gives such memory is this machine's. */
    @Test
    void shouldStartOnSecretMemoryOnlyWhereThePageSaysSo() throws Exception {
        String line = snippet("TableMemory.target = (middleman.memory=secret)").only();
        assertThat(Pages.snippet("docs/architecture.md", line).only()).isEqualTo(line);
        Program node = startWith(line);
        assertThat(isReady(node))
                .isEqualTo(node.output().stream().anyMatch(said -> said.startsWith("measure secret-memory on")));
        assertLevelIsToldAsOnThePage(node);
        node.close();
        Program other = startWith(Snippet.replaced(line, "=secret", "=nosuch"));
        assertThat(isReady(other)).as("with memory of a kind that there is not").isFalse();
    }

    private Program startWith(String memory) {
        conf = new Conf(folder.resolve("secret"))
                .with("dev.middleman.transport.ffm", memory + "\n")
                .with(
                        "dev.middleman.engine-m1",
                        memory + "\nname = m1\nip4 = 127.0.0.1\nports = ephemeral:4\nallowLoopback = true\n");
        return startNode();
    }

    private static boolean isReady(Program node) {
        return node.awaitLine("^(NOT )?READY ", LIMIT).group(1) == null;
    }

    private static void assertLevelIsToldAsOnThePage(Program node) {
        String form = "level L[0-2](?:; for L[12]: \\w.*)?";
        assertThat(Pages.snippet(PAGE, LEVEL).only()).matches(form);
        assertThat(node.awaitLine("^level .*", LIMIT).group()).matches(form);
    }

    @Test
    void shouldMakeARealmAsThePageSays() throws Exception {
        List<String> commands = snippet("bin/middleman realm create --ka ADDRESS --key realm.pem --out realm.json")
                .commands();
        String address = address("ka1");
        typist.answer(commands.get(0), "ADDRESS", address);
        assertThat(typist.answer(commands.get(1))).anyMatch(line -> line.contains("good"));
        typist.answer(commands.get(2), "ADDRESS", address, "ANOTHER", address("ka2"));
        assertThat(published(commands, "next.json", "signed.json")).contains("ka1", "ka2");
        typist.answer(commands.get(3), "next.json", "other.json", "ADDRESS", address, "NEW", address("ka3"));
        assertThat(published(commands, "other.json", "rotated.json"))
                .contains("ka3")
                .doesNotContain("ka1");

        admitAMember();
    }

    /** What the page's command publishes there, in words. */
    private String published(List<String> commands, String next, String there) {
        typist.answer(commands.get(4), "next.json", next, "/srv/www/realm.json", there);
        return String.join("\n", typist.answer(commands.get(1), "realm.json", there));
    }

    private static String address(String name) {
        return "'coaps://" + name + ".invalid:5684/m2#" + PIN + "'";
    }

    /** His call ends where there is no KA server: its name is nobody's. */
    private void admitAMember() throws IOException {
        List<String> commands = snippet("bin/middleman peer id --new --key bob.pem --realm realm.json")
                .commands();
        typist.answer(commands.get(0));
        List<String> id = typist.answer(commands.get(1));
        String key = id.get(id.size() - 1).strip();
        typist.answer(commands.get(2), "--member KEY", "--member '" + key + "'");
        assertThat(Files.size(folder.resolve("bob.cert"))).isPositive();
        Files.writeString(folder.resolve("realm.secret"), "c2l4dGVlbiBieXRlcyBhcmUgZW5vdWdo\n");
        String nobody = "2001:db8:1:2:3:4:5:6";
        for (String call : commands.subList(3, 5)) {
            Program caller = typist.run(call, "PID", nobody);
            assertThat(caller.awaitExit(LIMIT)).as(caller.tail()).isEqualTo(6);
            assertThat(caller.errors()).contains("peer: no KA server answers");
        }
    }

    @Test
    void shouldFindWhatDiffersFromTheArchive() throws Exception {
        Distribution own = Distribution.unpack(Files.createDirectory(folder.resolve("unpacked")));
        Program same = Program.start(
                "sha256sum",
                own.folder(),
                List.of("sh", "-c", snippet("sha256sum -c --quiet SHA256SUMS").only()));
        assertThat(same.awaitExit(LIMIT)).as(same.tail()).isZero();
        Files.writeString(own.folder().resolve("LICENSE"), "another one");
        Program other = Program.start(
                "sha256sum",
                own.folder(),
                List.of("sh", "-c", snippet("sha256sum -c --quiet SHA256SUMS").only()));
        assertThat(other.awaitExit(LIMIT)).isEqualTo(1);
        assertThat(other.output()).containsExactly("LICENSE: FAILED");
    }
}
