package dev.middleman.itests.system.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.itests.system.net.Program;
import dev.middleman.itests.system.net.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;

/** Node, where it is installed, in the folder of the peer in JavaScript. Stateless. */
final class NodeJs {

    /** The first whose WebCrypto has Ed25519 and X25519 without a switch. */
    private static final int OLDEST = 20;

    private static final Pattern TALLY = Pattern.compile("^# (tests|pass|fail|cancelled|skipped|todo) (\\d+)$");

    /** What a run of tests came to. */
    record Verdict(int status, Map<String, Integer> tally, String output) {

        /** No test failed, some may have been skipped, and so many passed. */
        void assertNoneFailed(int atLeast) {
            assertThat(status).as(output).isZero();
            assertThat(tally.get("pass")).isGreaterThanOrEqualTo(atLeast);
        }

        /** Every test passed, none was skipped, and there were that many. */
        void assertPassed(int atLeast) {
            assertNoneFailed(atLeast);
            assertThat(tally.get("pass")).isEqualTo(tally.get("tests"));
        }
    }

    private NodeJs() {}

    /** The folder of the peer in JavaScript. */
    static Path folder() {
        return Path.of(System.getProperty("middleman.peer-js")).normalize();
    }

    /** Skips the test unless there is a Node that is new enough. */
    static void need() {
        Tools.need("node");
        String version = Tools.run("node", "--version").strip();
        Matcher major = Pattern.compile("^v(\\d+)\\.").matcher(version);
        Assumptions.assumeTrue(
                major.find() && Integer.parseInt(major.group(1)) >= OLDEST,
                () -> "skipped: needs Node " + OLDEST + " or later (found " + version + ")");
    }

    /** Skips the test unless {@code npm ci} has put this package there. */
    static Path needPackage(String name) {
        Path there = folder().resolve("node_modules").resolve(name);
        Assumptions.assumeTrue(
                Files.isDirectory(there), () -> "skipped: needs the npm package " + name + " (npm ci in peer-js)");
        return there;
    }

    /**
     * Runs test files to their end.
     *
     * @param where starts a program under a name
     */
    static Verdict test(
            BiFunction<String, List<String>, Program> where,
            Map<String, String> environment,
            Duration limit,
            List<Path> files) {
        List<String> command = new ArrayList<>(List.of("env"));
        environment.forEach((name, value) -> command.add(name + "=" + value));
        command.addAll(List.of("node", "--test", "--test-reporter=tap"));
        files.forEach(file -> command.add(file.toString()));
        Program node = where.apply("node", command);
        node.endInput();
        int status = node.awaitExit(limit);
        return new Verdict(status, tally(node.output()), node.tail());
    }

    private static Map<String, Integer> tally(List<String> output) {
        return output.stream()
                .map(TALLY::matcher)
                .filter(Matcher::matches)
                .collect(Collectors.toMap(
                        found -> found.group(1), found -> Integer.parseInt(found.group(2)), (first, last) -> last));
    }
}
