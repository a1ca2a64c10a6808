package dev.middleman.itests.system.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.itests.system.net.Program;
import dev.middleman.itests.system.net.Tools;
import dev.middleman.itests.system.node.Conf;
import dev.middleman.itests.system.node.Distribution;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commands that pages name inside a sentence or a table. Each is run in the way of its kind, by a node that runs meanwhile; names of
 * programs by themselves are no commands.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class InlineCommandsIT {

    private static final String SYSTEM = "itests/system/src/test/java/dev/middleman/itests/system/";
    private static final String KARAF = SYSTEM + "foreign/KarafIT.java";

    /**
     * @param test the file of the project that runs what cannot be run here
     * @param evidence what stands in that file, and would not if it did not
     */
    private record Elsewhere(String test, String evidence) {}

    private static final Map<String, Elsewhere> ELSEWHERE = Map.of(
            "mvn spotless:apply", new Elsewhere(".ci/run", "\nmvn spotless:apply "),
            ".ci/reproducible", new Elsewhere(".ci/run", "\n.ci/reproducible\n"),
            "systemctl status middleman", new Elsewhere(SYSTEM + "ControlIT.java", "\"--status=level L\""),
            "systemd-analyze security", new Elsewhere(SYSTEM + "ShippedFilesIT.java", "\"--threshold=20\""),
            "kar:uninstall middleman-0.1.0-SNAPSHOT", new Elsewhere(KARAF, "\"kar:uninstall \""),
            "kar:uninstall", new Elsewhere(KARAF, "\"kar:uninstall \""),
            "config:delete", new Elsewhere(KARAF, "\"config:delete '\""),
            "curl --pinnedpubkey", new Elsewhere("docs/tutorial/curl.sh", "--pinnedpubkey sha256//"),
            "peer call PID --agent --json",
                    new Elsewhere(SYSTEM + "WireGuardIT.java", "\"peer call PID --agent --json\""));

    /** Of every page, each with a blank at its end. */
    private static final List<String> LINES_OF_BLOCKS = Pages.all().stream()
            .flatMap(page -> Pages.snippets(page).stream())
            .filter(block -> !Claims.isDrawing(block))
            .flatMap(block -> block.commands().stream())
            .map(line -> plain(line) + " ")
            .toList();

    /** A bundle that nothing else stands on. */
    private static final String UPDATED = "dev.middleman.policy.traffic";

    @TempDir
    Path folder;

    private Typist typist;
    private Conf conf;

    @BeforeEach
    void sitDown() {
        typist = new Typist(folder);
    }

    @AfterEach
    void killPrograms() {
        typist.close();
    }

    private static List<Snippet> commands(List<String> pages) {
        return pages.stream()
                .flatMap(page -> commands(page, Pages.text(page)).stream())
                .toList();
    }

    private static List<Snippet> commands(String page, String text) {
        return Pages.pieces(page, text).stream()
                .filter(snippet -> Commands.is(snippet.key()))
                .toList();
    }

    private void startNode() {
        conf = new Conf(folder.resolve("conf"))
                .with(
                        "dev.middleman.engine-m1",
                        Map.of("name", "m1", "ip4", "127.0.0.1", "ports", "ephemeral:4", "allowLoopback", true));
        typist.startNode("bin/middleman run --conf DIR", conf).awaitLine("^READY after", Typist.LIMIT);
    }

    @Test
    void shouldFindACommandThatNobodyRuns() {
        String text =
                "Text with `mvn nosuch:goal`,\n`nosuch = 1` and `coap-client`.\n\n| a |\n|---|\n| `middleman:nosuch` |\n";

        assertThat(commands("README.md", text).stream().map(Snippet::where))
                .containsExactly("README.md:1 (mvn nosuch:goal)", "README.md:6 (middleman:nosuch)");
        assertThat(complaint("mvn nosuch:goal")).contains("nobody runs it");
        assertThat(complaint("peer nosuch")).contains("nobody runs it");
        startNode();
        assertThat(complaint("felix:nosuch")).isPresent();
        assertThat(complaint("middleman realm nosuch")).contains("nobody runs it");
        assertThat(complaint("middleman:nosuch")).isPresent();
        assertThat(complaint("middleman nosuch")).isPresent();
        assertThat(complaint("middleman drain --nosuch 1")).isPresent();
        assertThat(complaint("middleman:totals")).isEmpty();
        assertThat(complaint("middleman drain --seconds 1")).isEmpty();
    }

    @Test
    void shouldRunEveryCommandThatAPageNames() {
        startNode();
        List<Snippet> commands = commands(Pages.all());
        assertThat(commands).hasSizeGreaterThan(30);
        Map<String, Optional<String>> complaints = new TreeMap<>();
        List<String> wrong = new ArrayList<>();
        for (Snippet command : commands) {
            complaints
                    .computeIfAbsent(command.key(), this::complaint)
                    .ifPresent(why -> wrong.add(command.where() + ": " + why));
        }
        System.out.println(complaints.size() + " commands inside sentences and tables: " + complaints.keySet());
        assertThat(wrong).isEmpty();
    }

    /** Runs it; what is wrong with it, if anything is. */
    private Optional<String> complaint(String command) {
        if (ELSEWHERE.containsKey(command)) {
            Elsewhere there = ELSEWHERE.get(command);
            return Pages.text(there.test()).contains(there.evidence())
                    ? Optional.empty()
                    : Optional.of(there.test() + " does not run it");
        }
        if (command.startsWith("middleman:") || command.startsWith("felix:")) {
            return failed(shell(command));
        }
        if (command.startsWith("benchmarks/run ") || command.startsWith("--")) {
            return plan(command.replaceFirst("^benchmarks/run ", "").replace("NAME=COMMAND", "other=true"));
        }
        if (command.startsWith("ulimit ")) {
            return failed(typist.run("sh -c '" + command + "'"));
        }
        return isInABlock(command) ? Optional.empty() : ours(command.replaceFirst("^(bin/|runtime/)?middleman ", ""));
    }

    /** What begins a line of a block is run with that block, where it has what it needs: files, keys, somebody to call. */
    private static boolean isInABlock(String command) {
        String words = plain(command) + " ";
        return LINES_OF_BLOCKS.stream().anyMatch(line -> line.startsWith(words));
    }

    private static String plain(String command) {
        return command.replaceFirst("^(bin|runtime)/", "");
    }

    private Optional<String> failed(Program ended) {
        return ended.awaitExit(Typist.LIMIT) == 0 ? Optional.empty() : Optional.of(ended.tail());
    }

    /** To the transport that it is on and with a bundle that it has, where a name is to be given. */
    private Program shell(String command) {
        String here = command.replace("NAME", "netty-nio");
        if (here.contains("ID file:/path/to/newer.jar")) {
            here = Snippet.replaced(here, "ID", bundle(), "/path/to/newer.jar", jar());
        }
        return typist.run("bin/middleman shell --control " + typist.socket() + " " + here);
    }

    /** By its number in the node that runs. */
    private String bundle() {
        return typist.shell("felix:lb -s " + UPDATED).stream()
                .map(Pattern.compile("^ *(\\d+)\\|.*" + Pattern.quote(UPDATED) + ".*")::matcher)
                .filter(Matcher::matches)
                .map(line -> line.group(1))
                .findFirst()
                .orElseThrow();
    }

    private static String jar() {
        try (Stream<Path> jars = Files.list(Distribution.shared().folder().resolve("bundle"))) {
            return jars.filter(jar -> jar.getFileName().toString().startsWith(UPDATED))
                    .findFirst()
                    .orElseThrow()
                    .toString();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Without measuring: some take hours. */
    private Optional<String> plan(String options) {
        Tools.need("python3");
        return failed(typist.run(Pages.project().resolve("benchmarks/run") + " " + options + " --plan"));
    }

    private Optional<String> ours(String words) {
        if (words.matches("(status|drain|stop).*")) {
            String here = words.replace("--control SOCKET", "").replace("--stop", "");
            return failed(typist.run("bin/middleman " + here + " --control " + typist.socket()));
        }
        if (words.matches("doctor.*")) {
            // What it finds is this machine's: 0 or 1. A wrong option is 2.
            Program doctor = typist.run("bin/middleman " + words);
            return doctor.awaitExit(Typist.LIMIT) <= 1 ? Optional.empty() : Optional.of(doctor.tail());
        }
        if (words.startsWith("run --level ")) {
            return level(words);
        }
        if (words.equals("ka identity")) {
            return failed(typist.run("bin/middleman ka identity --out identity.p12"));
        }
        return Optional.of("nobody runs it");
    }

    /** Whether it can have that level is this machine's; it runs, or says why not. */
    private Optional<String> level(String words) {
        Program node = typist.start(
                "bin/middleman " + words + " --no-shell --conf DIR",
                "DIR",
                conf.folder().toString());
        node.awaitLine("^READY after|this run cannot have level L\\d: ", Typist.LIMIT);
        node.close();
        return Optional.empty();
    }
}
