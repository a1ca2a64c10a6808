package dev.middleman.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.wire.WireException;
import dev.middleman.wire.id.RealmDocument;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineTest {

    private static final String PIN = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    private static final String KA = "coaps://ka.example:5684/m2#sha256=" + PIN;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(arguments);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "run",
                "doctor",
                "demo",
                "realm",
                "realm create",
                "realm sign",
                "realm admit",
                "ka",
                "ka identity"
            })
    void shouldExplainEveryCommand(String command) {
        String[] words = (command + " --help").strip().split(" ");
        assertThat(run(words)).isZero();
        assertThat(out.toString()).contains("Usage: " + ("middleman " + command).strip());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fly",
                "run --nonsense",
                "run --ready-seconds 0",
                "run --ready-seconds x",
                "run --level L3",
                "doctor --level L3",
                "doctor --conf nowhere",
                "realm",
                "realm sign --key k --out o",
                "realm publish x",
                "realm new --key k",
                "realm new --ka coap://nowhere --key k --out o",
                "realm new --ka " + KA + " --key k --out o --days 0",
                "ka",
                "ka identity"
            })
    void shouldRefuseWrongUsageWithStatusTwo(String command) {
        assertThat(run(command.split(" "))).isEqualTo(2);
        assertThat(err.toString()).isNotBlank();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void shouldNameTheValueAndTheRange() {
        run("realm", "new", "--ka", KA, "--key", "k", "--out", "o", "--days", "36501");
        assertThat(err.toString()).contains("--days 36501 is not in 1..36500");
    }

    @Test
    void shouldMakeARealmWhoseDocumentItsOwnParserAccepts() throws IOException, WireException {
        Path key = folder.resolve("realm.pem");
        Path document = folder.resolve("realm.json");
        assertThat(run("realm", "new", "--ka", KA, "--key", key.toString(), "--out", document.toString()))
                .isZero();
        RealmDocument realm =
                RealmDocument.parse(Files.readString(document).strip().getBytes());
        assertThat(realm.servers().get(0).text()).isEqualTo(KA);
        assertThat(out.toString()).contains("realm " + realm.realmId().toBase64Url());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(key)).startsWith("-----BEGIN PRIVATE KEY-----\n");
    }

    @Test
    void shouldNeverOverwriteAKey() throws IOException {
        Path key = Files.writeString(folder.resolve("realm.pem"), "old");
        String document = folder.resolve("realm.json").toString();
        assertThat(run("realm", "new", "--ka", KA, "--key", key.toString(), "--out", document))
                .isEqualTo(1);
        assertThat(err.toString()).contains("exists already");
        assertThat(Files.readString(key)).isEqualTo("old");
    }

    @Test
    void shouldMakeAnIdentityThatOnlyItsOwnerCanRead() throws IOException {
        Path file = folder.resolve("ka.p12");
        assertThat(run("ka", "identity", "--out", file.toString())).isZero();
        assertThat(out.toString()).containsPattern("password [A-Za-z0-9_-]{24}\\s+pin sha256=[A-Za-z0-9_-]{43}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(run("ka", "identity", "--out", file.toString())).isEqualTo(1);
    }
}
