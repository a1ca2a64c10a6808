package dev.middleman.launcher;

import dev.middleman.wire.id.Ed25519;
import dev.middleman.wire.id.RealmDocument;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code middleman realm create}. */
@Command(
        name = "create",
        aliases = "new",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Makes a realm: a new key, and the signed document that peers are handed.",
            "",
            "Keep the key to yourself: whoever has it can name other KA servers. Peers need the document only.",
            ""
        })
final class RealmCreate implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--ka",
            paramLabel = "ADDRESS",
            required = true,
            description = "A KA server, coaps://HOST:PORT/m2#sha256=PIN; it prints this when it starts. 1 to 16 times.")
    private List<String> addresses = new ArrayList<>();

    @Option(
            names = "--key",
            paramLabel = "FILE",
            required = true,
            description = "New file for the realm's private key.")
    private Path key;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "New file for the realm's document.")
    private Path out;

    @Option(
            names = "--rule",
            paramLabel = "NAME",
            defaultValue = "",
            description = "The rule by which members are known: open, psk, cert. Default: cert.")
    private String rule;

    @Option(
            names = "--days",
            paramLabel = "N",
            defaultValue = "365",
            description = "How long the document is good, 1 to 36500. Default: ${DEFAULT-VALUE}.")
    private int days;

    @Override
    public Integer call() {
        KeyPair pair = Ed25519.generate();
        RealmDocument realm = RealmText.document(
                spec, Ed25519.raw(pair.getPublic()), RealmText.addresses(spec, addresses), rule, 0, days);
        RealmFiles.newKey(key, pair);
        NewFile.open(out, RealmFiles.signed(realm, pair.getPrivate(), key));
        spec.commandLine().getOut().println("realm " + realm.realmId().toBase64Url());
        return 0;
    }
}
