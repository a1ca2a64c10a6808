package dev.middleman.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.wire.id.Ed25519;
import dev.middleman.wire.id.MemberCertificate;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.RealmDocument;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A realm from its first edition to the one that is published. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RealmCommandTest {
    private static final String ONE = "coaps://one.example:5684/m2#sha256=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    private static final String TWO = "coaps://two.example:5684/m2#sha256=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    @TempDir
    private Path folder;

    private StringWriter out;
    private StringWriter err;

    private int run(String command) {
        out = new StringWriter();
        err = new StringWriter();
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return line.execute(command.replace("@", folder + "/").split(" "));
    }

    private RealmDocument read(String name) {
        return RealmFiles.document(folder.resolve(name));
    }

    @BeforeEach
    void create() {
        assertThat(run("realm create --ka " + ONE + " --key @key --out @first --rule psk"))
                .isZero();
    }

    @Test
    void shouldShowAndVerifyWhatItMade() {
        assertThat(run("realm show @first")).isZero();
        assertThat(out.toString()).contains("edition  0", "rule     psk", "server   " + ONE);
        String id = read("first").realmId().toBase64Url();
        assertThat(run("realm verify @first --realm " + id)).isZero();
        assertThat(run("realm verify @first --realm " + "A".repeat(43))).isEqualTo(1);
        assertThat(err.toString()).contains("is of the realm " + id);
    }

    @Test
    void shouldFindOneChangedByteAndAnExpiredDocument() throws Exception {
        String text = Files.readString(folder.resolve("first"));
        int at = text.indexOf("\"body\":\"") + 20;
        char other = text.charAt(at) == 'A' ? 'B' : 'A';
        Files.writeString(folder.resolve("forged"), text.substring(0, at) + other + text.substring(at + 1));
        assertThat(run("realm verify @forged")).isEqualTo(1);
        assertThat(err.toString()).contains("is no realm document");

        RealmDocument good = read("first");
        RealmDocument old = new RealmDocument(good.realmPub(), good.servers(), "", 9, 1_000);
        Files.writeString(
                folder.resolve("old"),
                RealmFiles.signed(old, RealmFiles.key(folder.resolve("key")), folder.resolve("key")));
        assertThat(run("realm verify @old")).isEqualTo(1);
        assertThat(err.toString()).contains("is expired");
        assertThat(run("realm publish @old --to @public")).isEqualTo(1);
    }

    @Test
    void shouldSignTheNextEditionKeepingWhatIsNotNamed() {
        assertThat(run("realm sign @first --key @key --out @second --ka " + ONE + " --ka " + TWO))
                .isZero();
        assertThat(read("second").sequence()).isEqualTo(1);
        assertThat(read("second").servers()).hasSize(2);
        assertThat(read("second").admission()).isEqualTo("psk");
        assertThat(read("second").realmId()).isEqualTo(read("first").realmId());
        assertThat(run("realm sign @second --key @key --out @third --rule cert"))
                .isZero();
        assertThat(read("third").servers()).hasSize(2);
        assertThat(read("third").admission()).isEqualTo("cert");
    }

    @Test
    void shouldRotateOneServer() {
        assertThat(run("realm rotate @first --key @key --out @second --from " + ONE + " --to " + TWO))
                .isZero();
        assertThat(read("second").servers().get(0).text()).isEqualTo(TWO);
        assertThat(run("realm rotate @second --key @key --out @third --from " + ONE + " --to " + TWO))
                .isEqualTo(1);
        assertThat(err.toString()).contains("is not a server of this realm");
    }

    @Test
    void shouldNotSignWithAnotherRealmsKey() {
        assertThat(run("realm create --ka " + ONE + " --key @other --out @others"))
                .isZero();
        assertThat(run("realm sign @first --key @other --out @second")).isEqualTo(1);
        assertThat(err.toString()).contains("is not the key of this realm");
        assertThat(folder.resolve("second")).doesNotExist();
    }

    @Test
    void shouldPublishNewerEditionsOfTheSameRealmOnly() {
        assertThat(run("realm sign @first --key @key --out @second")).isZero();
        assertThat(run("realm publish @first --to @public")).isZero();
        assertThat(run("realm publish @second --to @public")).isZero();
        assertThat(read("public").sequence()).isEqualTo(1);
        assertThat(run("realm publish @first --to @public")).isEqualTo(1);
        assertThat(err.toString()).contains("is edition 1");
        assertThat(run("realm create --ka " + ONE + " --key @other --out @others"))
                .isZero();
        assertThat(run("realm publish @others --to @public")).isEqualTo(1);
        assertThat(read("public").sequence()).isEqualTo(1);
    }

    @Test
    void shouldMakeACertificateThatAdmitsThatMember() throws Exception {
        Octets member = Ed25519.raw(Ed25519.generate().getPublic());
        assertThat(run("realm admit @first --key @key --member " + member.toBase64Url()))
                .isZero();
        MemberCertificate made = MemberCertificate.parse(
                Octets.ofBase64Url(out.toString().strip()).toArray());
        assertThat(made.admits(read("first").realmId(), member, made.notAfter()))
                .isTrue();
        assertThat(run("realm admit @first --key @key --member short")).isEqualTo(2);
    }

    @Test
    void shouldTakeAMembersKeyFromAPemFile() throws Exception {
        Octets member = Ed25519.raw(Ed25519.generate().getPublic());
        String der =
                Base64.getMimeEncoder().encodeToString(Ed25519.publicKey(member).getEncoded());
        Files.writeString(
                folder.resolve("member.pem"), "-----BEGIN PUBLIC KEY-----\n" + der + "\n-----END PUBLIC KEY-----\n");

        assertThat(run("realm admit @first --key @key --member @member.pem")).isZero();

        MemberCertificate made = MemberCertificate.parse(
                Octets.ofBase64Url(out.toString().strip()).toArray());
        assertThat(made.admits(read("first").realmId(), member, made.notAfter()))
                .isTrue();
        assertThat(run("realm admit @first --key @key --member @key")).isEqualTo(1);
        assertThat(err.toString()).contains("has no PEM block \"PUBLIC KEY\"");
    }
}
