package dev.middleman.itests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.itests.system.net.Program;
import dev.middleman.itests.system.node.Distribution;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line as a person meets it: what helps, what refuses, and with which status. */
class CommandLineIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String PIN = "sha256=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    private static final String ADDRESS = "coaps://127.0.0.1:5684/m2#" + PIN;

    @TempDir
    Path folder;

    @ParameterizedTest(name = "middleman {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "--help                 | Usage: middleman",
                "run --help             | READY",
                "demo --help            | --json",
                "realm new --help       | coaps://HOST:PORT/m2#sha256=PIN",
                "ka identity --help     | --out=FILE",
                "help run               | Usage: middleman run",
                "--version              | middleman "
            })
    void shouldHelp(String arguments, String text) {
        Program program = run(arguments);

        assertThat(program.awaitExit(LIMIT)).isZero();
        assertThat(program.output()).anyMatch(line -> line.contains(text));
        assertThat(program.errors()).isEmpty();
    }

    @ParameterizedTest(name = "middleman {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                         | Which command?",
                "frobnicate                                 | 'frobnicate'",
                "--frobnicate                               | '--frobnicate'",
                "run --conf nowhere                         | --conf",
                "run --deploy nowhere                       | --deploy",
                "run --ready-seconds 0                      | --ready-seconds 0 is not in 1..600",
                "run --ready-seconds 601                    | --ready-seconds 601 is not in 1..600",
                "run --ready-seconds soon                   | 'soon' is not an int",
                "run superfluous                            | 'superfluous'",
                "demo --yaml                                | '--yaml'",
                "realm                                      | Which command?",
                "realm new                                  | --ka=ADDRESS",
                "realm new --key k --out o --ka gopher://x  | --ka gopher://x:",
                "ka                                         | Which command?",
                "ka identity                                | --out=FILE"
            })
    void shouldRefuseWrongUsageWithStatus2(String arguments, String text) {
        Program program = run(arguments);

        assertThat(program.awaitExit(LIMIT)).isEqualTo(2);
        assertThat(program.errors()).as("standard error").isNotEmpty();
        assertThat(program.errors().get(0)).contains(text);
        assertThat(program.output()).as("standard output").isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @ParameterizedTest(name = "middleman peer {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                        | Missing command: id, listen or call",
                "listen                                    | '--realm=FILE'",
                "listen --realm nowhere                    | --realm nowhere: cannot be read",
                "call nonsense --realm nowhere             | 'nonsense' is not a peer id",
                "call 1::2 --realm nowhere --local 70000   | port '70000' is not in 0..65535"
            })
    void shouldPassOnWhatThePeersCommandSays(String arguments, String text) {
        Program program = run("peer " + arguments);

        assertThat(program.awaitExit(LIMIT)).isEqualTo(2);
        assertThat(program.errors().get(0)).startsWith("peer: ").contains(text);
        assertThat(program.output()).isEmpty();
    }

    @Test
    void shouldNeverOverwriteKeys() throws Exception {
        Distribution.shared().ask(folder, "ka", "identity", "--out", "ka.p12");
        Distribution.shared().ask(folder, "realm", "new", "--key", "realm.pem", "--out", "realm", "--ka", ADDRESS);
        byte[] identity = Files.readAllBytes(folder.resolve("ka.p12"));
        byte[] key = Files.readAllBytes(folder.resolve("realm.pem"));

        Program identityAgain = run("ka identity --out ka.p12");
        Program realmAgain = run("realm new --key realm.pem --out other --ka " + ADDRESS);

        assertThat(identityAgain.awaitExit(LIMIT)).isEqualTo(1);
        assertThat(identityAgain.errors()).singleElement().asString().contains("ka.p12", "exists");
        assertThat(realmAgain.awaitExit(LIMIT)).isEqualTo(1);
        assertThat(realmAgain.errors()).singleElement().asString().contains("realm.pem", "exists");
        assertThat(folder.resolve("ka.p12")).hasBinaryContent(identity);
        assertThat(folder.resolve("realm.pem")).hasBinaryContent(key);
    }

    @Test
    void shouldKeepSecretsFromOtherUsers() throws Exception {
        Distribution.shared().ask(folder, "ka", "identity", "--out", "ka.p12");
        Distribution.shared().ask(folder, "realm", "new", "--key", "realm.pem", "--out", "realm", "--ka", ADDRESS);

        for (String secret : List.of("ka.p12", "realm.pem")) {
            assertThat(Files.getPosixFilePermissions(folder.resolve(secret)))
                    .as(secret)
                    .allMatch(permission -> permission.name().startsWith("OWNER_"));
        }
    }

    @Test
    void shouldStartFromAFolderWithBlanksAndThroughALink() throws Exception {
        Distribution distribution = Distribution.unpack(Files.createDirectory(folder.resolve("my own folder")));
        Path link = folder.resolve("a link");
        Files.createSymbolicLink(link, Path.of(distribution.command().get(0)));

        Program program = Program.start("linked", folder, List.of(link.toString(), "--version"));

        assertThat(program.awaitExit(LIMIT)).isZero();
        assertThat(program.output().get(0)).startsWith("middleman ");
    }

    private Program run(String arguments) {
        String[] words = arguments.isBlank() ? new String[0] : arguments.strip().split(" ");
        return Distribution.shared().run(folder, words);
    }
}
