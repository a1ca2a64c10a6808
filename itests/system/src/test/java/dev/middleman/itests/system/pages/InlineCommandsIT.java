package dev.middleman.itests.system.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.itests.system.net.Program;
import dev.middleman.itests.system.net.Tools;
import dev.middleman.itests.system.node.Conf;
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

    /** What makes a piece of code a command. */
    private static final Pattern COMMAND = Pattern.compile("(?:bin/|runtime/)?middleman \\w.*"
            + "|(?:middleman|feature|kar|config|bundle|log|scr):[a-z].*"
            + "|(?:benchmarks/run|mvn|npm|node|curl|openssl|keytool|coap-client|nft|systemctl|podman|sysctl|ulimit|peer) \\S.*"
            + "|\\.ci/.*"
            + "|--(?:only|yardstick|relays|against|peers) \\S.*");

    /** Which test runs what cannot be run here, and what stands in its file. */
    private static final Map<String, List<String>> ELSEWHERE = Map.of(
            "mvn spotless:apply",
            List.of("pom.xml", "<artifactId>spotless-maven-plugin</artifactId>"),
            "mvn verify",
            List.of(".ci/run", "\nmvn verify "),
            ".ci/reproducible",
            List.of(".ci/run", "\n.ci/reproducible\n"),
            "systemctl status middleman",
            List.of("itests/system/src/test/java/dev/middleman/itests/system/ShippedFilesIT.java", "status middleman"),
            "kar:uninstall middleman-0.1.0-SNAPSHOT",
            List.of(
                    "itests/system/src/test/java/dev/middleman/itests/system/foreign/KarafIT.java",
                    "\"kar:uninstall \""),
            "kar:uninstall",
            List.of(
                    "itests/system/src/test/java/dev/middleman/itests/system/foreign/KarafIT.java",
                    "\"kar:uninstall \""),
            "config:delete",
            List.of(
                    "itests/system/src/test/java/dev/middleman/itests/system/foreign/KarafIT.java",
                    "\"config:delete '\""),
            "curl --pinnedpubkey",
            List.of("docs/tutorial/curl.sh", "--pinnedpubkey sha256//"),
            "config:edit",
            List.of("features/README.md", "    config:edit --factory"));

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

    /** Decisions are no instructions: what they name may be gone. */
    private static List<Snippet> commands(Stream<String> pages) {
        return pages.filter(page -> !page.startsWith("docs/adr/"))
                .flatMap(page -> commands(page, Pages.text(page)).stream())
                .toList();
    }

    private static List<Snippet> commands(String page, String text) {
        return Pages.inline(page, text).stream()
                .filter(snippet -> COMMAND.matcher(snippet.key()).matches())
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
        startNode();
        assertThat(complaint("middleman:nosuch")).isPresent();
        assertThat(complaint("middleman nosuch")).isPresent();
        assertThat(complaint("middleman drain --nosuch 1")).isPresent();
        assertThat(complaint("middleman:totals")).isEmpty();
        assertThat(complaint("middleman drain --seconds 1")).isEmpty();
    }

    @Test
    void shouldRunEveryCommandThatAPageNames() {
        startNode();
        List<Snippet> commands = commands(Pages.all().stream());
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
            List<String> evidence = ELSEWHERE.get(command);
            return Pages.text(evidence.get(0)).contains(evidence.get(1))
                    ? Optional.empty()
                    : Optional.of(evidence.get(0) + " does not run it");
        }
        if (command.startsWith("middleman:")) {
            return failed(shell(command));
        }
        if (command.startsWith("benchmarks/run ") || command.startsWith("--")) {
            return plan(command.replaceFirst("^benchmarks/run ", "").replace("NAME=COMMAND", "other=true"));
        }
        if (command.startsWith("ulimit ")) {
            return failed(typist.run("sh -c '" + command + "'"));
        }
        String ours = command.replaceFirst("^(bin/|runtime/)?middleman |^(?=peer )", "");
        return ours.equals(command) && !command.startsWith("peer ") ? Optional.of("nobody runs it") : ours(ours);
    }

    private Optional<String> failed(Program ended) {
        return ended.awaitExit(Typist.LIMIT) == 0 ? Optional.empty() : Optional.of(ended.tail());
    }

    /** To the transport that it is on, where a name is to be given. */
    private Program shell(String command) {
        return typist.run(
                "bin/middleman shell --control " + typist.socket() + " " + command.replace("NAME", "netty-nio"));
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
        return help(words);
    }

    /** What needs files, keys or somebody to call is run by the tests of the blocks; here, that it knows its options. */
    private Optional<String> help(String words) {
        String names = words.replaceFirst(" (?:--|[A-Z]+\\b|\\S+\\.json).*", "");
        Program helped = typist.run("bin/middleman " + names + " --help");
        Matcher option = Pattern.compile("--[a-z-]+").matcher(words);
        String text = String.join("\n", helped.output());
        if (!text.startsWith("Usage: middleman " + names + " ")) {
            return Optional.of("there is no command " + names);
        }
        while (option.find()) {
            if (!text.contains(option.group())) {
                return Optional.of("there is no " + option.group());
            }
        }
        return failed(helped);
    }
}
