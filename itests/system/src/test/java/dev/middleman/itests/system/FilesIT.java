package dev.middleman.itests.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.middleman.itests.system.guest.GuestActivator;
import dev.middleman.itests.system.net.Program;
import dev.middleman.itests.system.net.Tools;
import dev.middleman.itests.system.node.Conf;
import dev.middleman.itests.system.node.Distribution;
import dev.middleman.itests.system.node.GuestBundle;
import dev.middleman.itests.system.trace.FileTrace;
import dev.middleman.itests.system.trace.Touch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node under strace: after it is ready it touches no file, while 10,000 lines come, while transports and policies are
 * swapped, while it drains and stops. Only its storage in memory changes, when bundles or the configuration do.
 */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class FilesIT {

    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration ALL_LINES = Duration.ofSeconds(120);
    private static final int LINES = 10_000;

    private static final GuestBundle GUEST = new GuestBundle(
            GuestActivator.class,
            List.of("GuestCommands", "Lines", "Lines$End"),
            List.of("dev.middleman.api.net", "dev.middleman.api.relay", "dev.middleman.wire.knock"));
    private static final Path MEMORY = Path.of("/dev/shm");

    /** Where the launcher keeps a run's storage. */
    private static final String STORAGE = MEMORY + "/middleman[-.].+";

    @TempDir
    Path folder;

    private final Map<String, Object> engine = new LinkedHashMap<>();
    private Conf conf;
    private Path trace;
    private Program node;

    @BeforeEach
    void startANodeUnderStrace() throws IOException {
        Tools.need("strace");
        trace = folder.resolve("trace");
        assumeTrue(
                Files.isDirectory(MEMORY) && Files.getFileStore(MEMORY).type().equals("tmpfs"),
                "skipped: needs a tmpfs at " + MEMORY);
        assumeTrue(canTrace(), "skipped: strace may not trace here");
        engine.putAll(Map.of("name", "m1", "ip4", "127.0.0.1", "ports", "ephemeral:256", "allowLoopback", true));
        // One peer address for all of them, and nobody goes before all have come.
        engine.putAll(Map.of("legsPerSource", 1_000_000, "macChecksPerSecond", 1_000_000, "pendingPercent", 100));
        engine.putAll(Map.of("maxSessions", LINES + 10, "idleSeconds", 600));
        conf = new Conf(folder.resolve("conf")).with("dev.middleman.engine-m1", engine);
        Path deploy = GUEST.deployFolder(folder);
        List<String> command = new ArrayList<>(strace(trace));
        command.addAll(Distribution.shared()
                .command("run", "--conf", conf.folder().toString(), "--deploy", deploy.toString()));
        node = Program.start("node", folder, command);
        node.awaitLine("^READY after", START);
    }

    /** As its own child's child, so that the program started is the node's and not strace's. */
    private static List<String> strace(Path trace) {
        // -s 0: nothing of what is written gets into the trace.
        return List.of(
                "env",
                "-u",
                "XDG_RUNTIME_DIR",
                "MIDDLEMAN_JAVA_OPTS=-Dmiddleman.terminal=true",
                "strace",
                "-D",
                "-f",
                "--seccomp-bpf",
                "-ttt",
                "-y",
                "-s",
                "0",
                "-o",
                trace.toString(),
                "-e",
                "trace=" + FileTrace.calls(),
                "--");
    }

    private boolean canTrace() throws IOException {
        List<String> command = new ArrayList<>(strace(folder.resolve("probe")));
        command.addAll(List.of("touch", folder.resolve("probed").toString()));
        Program probe = Program.start("strace", folder, command);
        return probe.awaitExit(LIMIT) == 0
                && !FileTrace.read(folder.resolve("probe")).isEmpty();
    }

    @AfterEach
    void killTheNode() {
        if (node != null) {
            node.close();
        }
    }

    @Test
    void shouldTouchNoFileOnceItIsReady() throws Exception {
        // The shell and the guest come last; what their start writes to the storage is before this.
        ask("felix:lb -s itest.guest", "Active.*itest.guest");
        Path planted = folder.resolve("planted");
        double begin = now();
        ask("itest:plant " + planted, "^planted$|\\Wplanted$");
        double afterPlanting = now();
        ask("itest:lines " + LINES, LINES + " lines carried a datagram", ALL_LINES);
        ask("middleman:totals --json", "\"live\": " + LINES);
        double afterLines = now();
        swapTransports();
        double afterSwaps = now();
        swapPolicies();
        drain();
        node.terminate();
        assertThat(node.awaitExit(LIMIT)).isZero();

        List<Touch> all = FileTrace.read(trace);
        assertThat(between(all, 0, begin)).as("the start writes its storage").anyMatch(FilesIT::inStorage);
        assertThat(between(all, begin, afterPlanting))
                .extracting(Touch::path)
                .as("what was planted, to show that it is found")
                .contains(planted.toString(), planted.resolve("planted").toString())
                .anyMatch(path -> path.endsWith("moved"))
                .allMatch(path -> path.startsWith(planted.toString()));
        assertThat(between(all, afterPlanting, afterLines))
                .as("while lines come")
                .isEmpty();
        assertThat(between(all, afterLines, afterSwaps))
                .as("while transports are swapped")
                .isEmpty();
        List<Touch> later = between(all, afterSwaps, Double.MAX_VALUE);
        assertThat(later).as("while bundles and settings change, and it stops").allMatch(FilesIT::inStorage);
        System.out.println("files: 0 touched by " + LINES + " lines and two swaps, " + later.size()
                + " calls on the storage in memory while bundles and settings changed and it stopped");
        assertThat(MEMORY.resolve(storage(all))).as("its storage").doesNotExist();
    }

    private void swapTransports() {
        boolean ffm = ask("middleman:swap", "^m1 +(\\S+)", LIMIT).equals("ffm");
        ask("middleman:swap netty-nio", "-> netty-nio, " + LINES + " sessions moved");
        ask("middleman:swap " + (ffm ? "ffm" : "netty-epoll"), "netty-nio -> .*, " + LINES + " sessions moved");
    }

    private void swapPolicies() {
        String id = ask("felix:lb -s policy.first", "^ *(\\d+)\\|Active.*policy\\.first", LIMIT);
        node.type("felix:stop " + id);
        ask("felix:lb -s policy.first", "Resolved.*policy\\.first");
        node.type("felix:start " + id);
        ask("felix:lb -s policy.first", "Active.*policy\\.first");
    }

    private void drain() {
        engine.put("drain", true);
        conf.with("dev.middleman.engine-m1", engine);
        long endNs = System.nanoTime() + LIMIT.toNanos();
        // A session more is refused; the middle-man reads its changed file within a second.
        while (true) {
            int mark = node.mark();
            node.type("itest:lines 1");
            if (node.awaitLine(mark, "1 lines carried a datagram|Exception", LIMIT)
                    .group()
                    .equals("Exception")) {
                return;
            }
            assertThat(System.nanoTime()).as("waiting for the drain").isLessThan(endNs);
        }
    }

    private void ask(String command, String answer) {
        ask(command, answer, LIMIT);
    }

    /** Returns the answer's first group, or all of what was found. */
    private String ask(String command, String answer, Duration limit) {
        int mark = node.mark();
        node.type(command);
        var found = node.awaitLine(mark, answer, limit);
        return found.groupCount() > 0 ? found.group(1) : found.group();
    }

    /** As strace tells it, to the microsecond: the shell can answer within the millisecond of a call. */
    private static double now() {
        Instant now = Instant.now();
        return now.getEpochSecond() + now.getNano() / 1e9;
    }

    private static List<Touch> between(List<Touch> all, double from, double to) {
        return all.stream()
                .filter(touch -> touch.seconds() >= from && touch.seconds() < to)
                .toList();
    }

    private static boolean inStorage(Touch touch) {
        return touch.path().matches(STORAGE);
    }

    /** The name of this run's own folder. */
    private static String storage(List<Touch> all) {
        return all.stream()
                .map(Touch::path)
                .filter(path -> path.startsWith(MEMORY + "/middleman-"))
                .map(path -> path.split("/")[3])
                .findFirst()
                .orElseThrow();
    }
}
