package dev.middleman.launcher;

import dev.middleman.wire.id.RealmDocument;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code middleman realm sign}. */
@Command(
        name = "sign",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Signs the next edition of a realm's document: other servers, another rule, more time.",
            "",
            "What is not named stays as it was. The sequence number rises by one.",
            ""
        })
final class RealmSign implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DOCUMENT", description = "The edition that counts now.")
    private Path document;

    @Option(names = "--key", paramLabel = "FILE", required = true, description = "The realm's private key.")
    private Path key;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "New file for the realm's document.")
    private Path out;

    @Option(
            names = "--ka",
            paramLabel = "ADDRESS",
            description = "A KA server of the new edition, instead of all that there were. 1 to 16 times.")
    private List<String> addresses = new ArrayList<>();

    @Option(names = "--rule", paramLabel = "NAME", description = "The rule by which members are known.")
    private String rule;

    @Option(
            names = "--days",
            paramLabel = "N",
            defaultValue = "365",
            description = "How long the new edition is good, 1 to 36500. Default: ${DEFAULT-VALUE}.")
    private int days;

    @Override
    public Integer call() {
        RealmDocument old = RealmFiles.document(document);
        RealmDocument next = RealmText.document(
                spec,
                old.realmPub(),
                addresses.isEmpty() ? old.servers() : RealmText.addresses(spec, addresses),
                rule == null ? old.admission() : rule,
                old.sequence() + 1,
                days);
        NewFile.open(out, RealmFiles.signed(next, RealmFiles.key(key), key));
        spec.commandLine().getOut().println("edition " + next.sequence());
        return 0;
    }
}
