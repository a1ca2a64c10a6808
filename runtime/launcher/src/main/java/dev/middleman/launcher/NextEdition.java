package dev.middleman.launcher;

import dev.middleman.wire.id.KaAddress;
import dev.middleman.wire.id.RealmDocument;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What every command asks for that signs the next edition of a realm's document, and the signing. */
final class NextEdition {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Parameters(paramLabel = "DOCUMENT", description = "The edition that counts now.")
    private Path document;

    @Option(names = "--key", paramLabel = "FILE", required = true, description = "The realm's private key.")
    private Path key;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "New file for the realm's document.")
    private Path out;

    @Option(
            names = "--days",
            paramLabel = "N",
            defaultValue = "365",
            description = "How long the new edition is good, 1 to 36500. Default: ${DEFAULT-VALUE}.")
    private int days;

    /** The edition that counts now. */
    RealmDocument former() {
        return RealmFiles.document(document);
    }

    /** Writes the edition after {@code former}, and says its number. */
    void write(RealmDocument former, List<KaAddress> servers, String rule) {
        RealmDocument next = RealmText.document(spec, former.realmPub(), servers, rule, former.sequence() + 1, days);
        NewFile.open(out, RealmFiles.signed(next, RealmFiles.key(key), key));
        spec.commandLine().getOut().println("edition " + next.sequence());
    }
}
