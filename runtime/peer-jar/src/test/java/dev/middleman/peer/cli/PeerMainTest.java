package dev.middleman.peer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.wire.id.Ed25519;
import dev.middleman.wire.id.KaAddress;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.RealmDocument;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeerMainTest {
    private static final String PID = "fd00::1";

    private final PrintStream realOut = System.out;
    private final PrintStream realErr = System.err;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    private Path realm;

    @BeforeEach
    void capture() throws Exception {
        realm = writeRealm("home.realm", 5_684, 9_999_999_999L);
        System.setOut(new PrintStream(out, true));
        System.setErr(new PrintStream(err, true));
    }

    @AfterEach
    void restore() {
        System.setOut(realOut);
        System.setErr(realErr);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "id", "listen", "call"})
    void shouldExplainEveryCommandWithItsExitStatuses(String command) {
        assertThat(command.isEmpty() ? run("--help") : run(command, "--help")).isZero();
        assertThat(text(out)).contains("Usage: peer", "Exit status:").contains("3   no such peer");
        if (!command.isEmpty()) {
            assertThat(text(out)).contains("Examples:", "peer " + command);
        }
    }

    @Test
    void shouldMakeAKeyAndPrintItsPid() {
        String key = folder.resolve("bob.pem").toString();
        assertThat(run("id", "--new", "--key", key, "--realm", realm.toString()))
                .isZero();
        String pid = text(out).trim();
        out.reset();
        assertThat(run("id", "--key", key, "--realm", realm.toString(), "--json"))
                .isZero();
        String both = text(out).trim();
        out.reset();
        assertThat(run("id", "--key", key, "--realm", realm.toString(), "--public"))
                .isZero();
        String pub = text(out).trim();
        assertThat(both).isEqualTo("{\"event\":\"id\",\"pid\":\"" + pid + "\",\"public\":\"" + pub + "\"}");
        assertThat(Octets.ofBase64Url(pub).length()).isEqualTo(32);
        assertThat(run("id", "--new", "--key", key, "--realm", realm.toString()))
                .isEqualTo(Exit.USAGE);
        assertThat(text(err)).contains("bob.pem", "never overwritten");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--local | 70000 | port '70000' is not in 0..65535",
                "--local | -1 | port '-1' is not in 0..65535",
                "--local | 127.0.0.1: | port '' is not in 0..65535",
                "--local | ::1:5 | '::1:5' is not PORT, HOST:PORT or [IPv6]:PORT",
                "--bind | 300.0.0.1 | '300.0.0.1' is not an IPv4 or IPv6 address",
                "--ka | http://example | 'http://example': not coaps://host:port/m2#sha256=...",
                "--key | /nowhere/at/all | --key /nowhere/at/all: cannot be read",
                "--wrong | x | Unknown options: '--wrong', 'x'",
            })
    void shouldNameTheValueAndTheRange(String option, String value, String message) {
        assertThat(run("call", PID, "--realm", realm.toString(), option, value)).isEqualTo(Exit.USAGE);
        assertThat(text(err)).contains(message, "Try 'peer call --help'.");
        assertThat(text(out)).isEmpty();
    }

    @Test
    void shouldNameWhatItListensWith() {
        assertThat(run("listen", "--realm", realm.toString(), "--accept", "maybe"))
                .isEqualTo(Exit.USAGE);
        assertThat(text(err)).contains("'maybe' is not one of ask, open, refuse, members");
        err.reset();
        assertThat(run("listen", "--realm", realm.toString(), "--to", "127.0.0.1:0"))
                .isEqualTo(Exit.USAGE);
        assertThat(text(err)).contains("--to: port '0' is not in 1..65535");
    }

    @Test
    void shouldRefuseWhatIsNoPid() {
        assertThat(run("call", "bob", "--realm", realm.toString())).isEqualTo(Exit.USAGE);
        assertThat(text(err)).contains("'bob' is not a peer id");
    }

    @Test
    void shouldRefuseToIdentifyOnAPlainLine() {
        assertThat(run("call", PID, "--realm", realm.toString(), "--identify", "--plain"))
                .isEqualTo(Exit.USAGE);
        assertThat(text(err)).contains("--identify");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--secret | c2hvcnQ | a secret of 5 bytes is not in 16..64 bytes",
                "--secret | no base64 | ",
                "--certificate | c2hvcnQ | a certificate of 5 bytes is not 104 bytes",
            })
    void shouldNameTheFileWhoseMembershipItCannotUse(String option, String content, String message) throws Exception {
        Path file = Files.writeString(folder.resolve("member"), content + "\n");
        assertThat(run("call", PID, "--realm", realm.toString(), option, file.toString()))
                .isEqualTo(Exit.USAGE);
        assertThat(text(err))
                .contains(option + " " + file + ": ", message == null ? "" : message)
                .doesNotContain(content);
    }

    @Test
    void shouldTakeOneKindOfMembershipOnly() {
        assertThat(run("call", PID, "--realm", realm.toString(), "--secret", "one", "--certificate", "two"))
                .isEqualTo(Exit.USAGE);
        assertThat(text(err)).contains("--certificate", "--secret", "mutually exclusive");
    }

    @Test
    void shouldRefuseMoreMiddleMenThanALineCanHave() {
        assertThat(run("call", PID, "--realm", realm.toString(), "--middle-men", "4"))
                .isEqualTo(Exit.USAGE);
        assertThat(text(err)).contains("--middle-men 4 is not in 1..3");
    }

    @Test
    void shouldForwardNothingAsAnAgent() {
        assertThat(run("call", PID, "--realm", realm.toString(), "--agent", "--local", "0"))
                .isEqualTo(Exit.USAGE);
        assertThat(text(err)).contains("--agent", "--local");
        err.reset();
        assertThat(run("listen", "--realm", realm.toString(), "--agent", "--to", "127.0.0.1:9"))
                .isEqualTo(Exit.USAGE);
        assertThat(text(err)).contains("--agent", "--to");
    }

    @Test
    void shouldSayWhatIsWrongWithARealmDocument() throws Exception {
        Path expired = writeRealm("old.realm", 5_684, 1);
        assertThat(run("call", PID, "--realm", expired.toString())).isEqualTo(Exit.USAGE);
        assertThat(text(err)).contains("old.realm", "expired");
        err.reset();
        Path broken = Files.writeString(folder.resolve("broken.realm"), "{}");
        assertThat(run("call", PID, "--realm", broken.toString())).isEqualTo(Exit.USAGE);
        assertThat(text(err)).contains("broken.realm", "is missing");
        err.reset();
        byte[] forged = Files.readAllBytes(realm);
        String text = new String(forged, StandardCharsets.UTF_8);
        int sig = text.indexOf("\"sig\":\"") + 10;
        char other = text.charAt(sig) == 'A' ? 'B' : 'A';
        Files.writeString(broken, text.substring(0, sig) + other + text.substring(sig + 1));
        assertThat(run("call", PID, "--realm", broken.toString())).isEqualTo(Exit.USAGE);
        assertThat(text(err)).contains("signature");
    }

    @Test
    void shouldExitWithItsOwnStatusWhenNoKaServerAnswers() throws Exception {
        try (DatagramSocket silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            Path lonely = writeRealm("lonely.realm", silent.getLocalPort(), 9_999_999_999L);
            assertThat(run("call", PID, "--realm", lonely.toString(), "--json")).isEqualTo(Exit.NO_SERVER);
            assertThat(text(out)).contains("\"event\":\"error\"", "\"reason\":\"NO_SERVER\"");
        }
    }

    private int run(String... arguments) {
        return PeerMain.execute(arguments);
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }

    private Path writeRealm(String name, int port, long notAfter) throws Exception {
        KeyPair key = Ed25519.generate();
        RealmDocument document = new RealmDocument(
                Ed25519.raw(key.getPublic()),
                List.of(new KaAddress("127.0.0.1", port, Octets.of(new byte[32]))),
                "",
                1,
                notAfter);
        return Files.write(folder.resolve(name), document.sign(key));
    }
}
