package dev.middleman.launcher;

import dev.middleman.wire.id.RealmDocument;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code middleman realm publish}. */
@Command(
        name = "publish",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Puts a realm's document where peers fetch it, such as a folder of a web server.",
            "",
            "Refuses one that is expired, of another realm than what is there, or not newer. Replaces the file in one step.",
            ""
        })
final class RealmPublish implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DOCUMENT", description = "The edition to publish.")
    private Path document;

    @Option(names = "--to", paramLabel = "FILE", required = true, description = "The file that peers fetch.")
    private Path to;

    @Override
    public Integer call() {
        RealmDocument next = RealmFiles.document(document);
        if (next.isExpired(Instant.now().getEpochSecond())) {
            throw new Failure(document + " is expired");
        }
        if (Files.exists(to)) {
            RealmDocument old = RealmFiles.document(to);
            if (!old.realmId().equals(next.realmId())) {
                throw new Failure(to + " is the document of another realm");
            }
            if (old.sequence() >= next.sequence()) {
                throw new Failure(
                        to + " is edition " + old.sequence() + ", and " + document + " is edition " + next.sequence());
            }
        }
        RealmFiles.replace(to, document);
        spec.commandLine().getOut().println("edition " + next.sequence() + " at " + to);
        return 0;
    }
}
