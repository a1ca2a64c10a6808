package dev.middleman.launcher;

import dev.middleman.wire.WireException;
import dev.middleman.wire.id.Ed25519;
import dev.middleman.wire.id.MemberCertificate;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.RealmDocument;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code middleman realm admit}. */
@Command(
        name = "admit",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Makes a member's certificate, for realms with the rule cert, and prints it.",
            "",
            "It is good for that key only, so it need not be kept secret. It cannot be taken back: keep it short.",
            ""
        })
final class RealmAdmit implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DOCUMENT", description = "The realm's document.")
    private Path document;

    @Option(names = "--key", paramLabel = "FILE", required = true, description = "The realm's private key.")
    private Path key;

    @Option(
            names = "--member",
            paramLabel = "KEY",
            required = true,
            description = {
                "The member's Ed25519 public key: 32 bytes as base64url, which 'middleman peer id --public' prints,",
                "or a file with a PEM block \"PUBLIC KEY\", as 'openssl pkey -pubout' writes it."
            })
    private String member;

    @Option(
            names = "--days",
            paramLabel = "N",
            defaultValue = "30",
            description = "How long the certificate is good, 1 to 3000. Default: ${DEFAULT-VALUE}.")
    private int days;

    @Override
    public Integer call() {
        RealmDocument realm = RealmFiles.document(document);
        long notAfter = RealmText.notAfter(spec, days);
        try {
            Octets pub = RealmFiles.publicKey(member);
            KeyPair pair = new KeyPair(Ed25519.publicKey(realm.realmPub()), RealmFiles.key(key));
            Ed25519.publicKey(pub);
            MemberCertificate made = MemberCertificate.sign(pair, pub, notAfter);
            if (!made.admits(realm.realmId(), pub, notAfter)) {
                throw new Failure(key + " is not the key of this realm");
            }
            spec.commandLine().getOut().println(made.encode().toBase64Url());
            return 0;
        } catch (WireException | IllegalArgumentException refused) {
            throw new ParameterException(spec.commandLine(), "--member " + member + " is no Ed25519 public key");
        }
    }
}
