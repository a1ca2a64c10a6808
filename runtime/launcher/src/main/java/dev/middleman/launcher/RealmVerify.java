package dev.middleman.launcher;

import dev.middleman.wire.id.RealmDocument;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code middleman realm verify}. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Checks that a document is signed by its realm and not expired.")
final class RealmVerify implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DOCUMENT", description = "The document.")
    private Path document;

    @Option(names = "--realm", paramLabel = "ID", description = "The realm that it should be of.")
    private String realm;

    @Override
    public Integer call() {
        RealmDocument read = RealmFiles.document(document);
        if (realm != null && !realm.equals(read.realmId().toBase64Url())) {
            throw new Failure(document + " is of the realm " + read.realmId().toBase64Url());
        }
        if (read.isExpired(Instant.now().getEpochSecond())) {
            throw new Failure(document + " is expired");
        }
        spec.commandLine().getOut().println("good, realm " + read.realmId().toBase64Url());
        return 0;
    }
}
