package dev.middleman.itests.system.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.middleman.itests.system.net.Program;
import dev.middleman.itests.system.net.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Short commands of the pages. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class OtherPagesIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private Program run(Path where, String line) {
        Program program = Program.start(line, where, List.of("sh", "-c", line));
        program.endInput();
        program.awaitExit(LIMIT);
        return program;
    }

    private void succeeds(Path where, String line) {
        Program program = run(where, line);
        assertThat(program.awaitExit(LIMIT)).as(program.tail()).isZero();
    }

    @Test
    void shouldHelpWithWhatTheReadmeNames() throws Exception {
        List<String> commands =
                Pages.snippet("README.md", "runtime/middleman run --help").commands();
        SourceTree tree = SourceTree.make(folder);
        for (String command : commands) {
            Program program = tree.type(command);
            program.endInput();
            // The doctor ends with 1 where something is in the way on this machine.
            assertThat(program.awaitExit(LIMIT)).as(program.tail()).isBetween(0, command.endsWith("doctor") ? 1 : 0);
            assertThat(program.output()).hasSizeGreaterThan(5);
        }
    }

    /** The tests cannot run all tests again: what runs them has to type the same words, and to come to this one. */
    @Test
    void shouldBeRunByTheCommandOfTheReadme() throws Exception {
        String command = Pages.snippet("README.md", "mvn verify").only();
        List<String> run = Files.readAllLines(Pages.project().resolve(".ci/run"));
        assertThat(run.stream()
                        .filter(line -> line.startsWith("mvn "))
                        .map(line -> line.split(" -")[0])
                        .findFirst())
                .contains(command);
        assertThat(modules("")).contains("itests");
        assertThat(modules("itests")).contains("system");
        assertThat(command)
                .as("integration tests are run in a later phase than test")
                .endsWith(" verify");
        assertThat(getClass().getSimpleName()).endsWith("IT");
    }

    /** Those that are always built: a profile's are written further in. */
    private static List<String> modules(String folder) throws IOException {
        return Files.readAllLines(Pages.project().resolve(folder).resolve("pom.xml")).stream()
                .filter(line -> line.startsWith("    <module>"))
                .map(line -> line.replaceAll("\\s*</?module>", ""))
                .toList();
    }

    @Test
    void shouldMakeAKeyStoreOfACertificateFromAnAuthority() {
        Tools.need("openssl");
        String line = Pages.snippet(
                        "docs/operators.md",
                        "openssl pkcs12 -export -in fullchain.pem -inkey privkey.pem -out https.p12")
                .only();
        succeeds(
                folder,
                "openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=ka.example.org -keyout privkey.pem -out fullchain.pem");
        succeeds(folder, line + " -passout 'pass:change me'");
        assertThat(folder.resolve("https.p12")).isNotEmptyFile();
    }

    /** Without measuring: some of them take hours. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "benchmarks/README.md | benchmarks/run --quick",
                "benchmarks/README.md"
                        + " | benchmarks/run --only cpu --flows 1,100 --relays other --against 'other=COMMAND'",
                "docs/performance.md | benchmarks/run --quick"
            },
            quoteCharacter = '"')
    void shouldOnlyNameBenchmarksThatTheRunnerKnows(String page, String key) {
        Tools.need("python3");
        Path project = Pages.project();
        assertThat(run(project, "benchmarks/run --only nothing --plan").awaitExit(LIMIT))
                .as("one that it does not know")
                .isEqualTo(2);
        for (String command : Pages.snippet(page, key).commands()) {
            Program program = run(project, command + " --plan");
            assertThat(program.awaitExit(LIMIT)).as(program.tail()).isZero();
            assertThat(program.output()).isNotEmpty();
        }
    }

    /** All but the first, which fetches packages and which the continuous integration has run before the tests. */
    @Test
    void shouldTestAndCompileThePeerInJavaScriptAsItsPageSays() throws Exception {
        List<String> commands = Pages.snippet("peer-js/README.md", "npm ci").commands();
        assertThat(Files.readString(Pages.project().resolve(".ci/run")))
                .contains(Snippet.replaced(commands.get(0), "npm ", "npm --prefix peer-js ") + " ");
        Tools.need("npm", "node");
        Path original = Pages.project().resolve("peer-js");
        assumeTrue(
                Files.isDirectory(original.resolve("node_modules/typescript")),
                "skipped: needs the npm package typescript (npm ci in peer-js)");
        // A copy, since the last one writes.
        Tools.run("cp", "-r", original.toString(), folder.toString());
        Files.createSymbolicLink(folder.resolve("docs"), Pages.project().resolve("docs"));
        Path copy = folder.resolve("peer-js");
        Tools.run("rm", "-rf", copy.resolve("types").toString());
        for (String command : commands.subList(1, commands.size())) {
            succeeds(copy, command);
        }
        assertThat(copy.resolve("types/middleman.d.ts")).isNotEmptyFile();
        assertThat(run(copy, "npm run nosuch").awaitExit(LIMIT))
                .as("a script that is not there")
                .isPositive();
    }
}
