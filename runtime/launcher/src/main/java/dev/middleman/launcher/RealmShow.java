package dev.middleman.launcher;

import dev.middleman.wire.id.RealmDocument;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code middleman realm show}. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Shows what a realm's document says, good or expired.")
final class RealmShow implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DOCUMENT", description = "The document.")
    private Path document;

    @Override
    public Integer call() {
        RealmDocument read = RealmFiles.document(document);
        PrintWriter out = spec.commandLine().getOut();
        out.println("realm    " + read.realmId().toBase64Url());
        out.println("edition  " + read.sequence());
        out.println("rule     " + (read.admission().isEmpty() ? "cert" : read.admission()));
        out.println("good to  " + Instant.ofEpochSecond(read.notAfter()));
        read.servers().forEach(server -> out.println("server   " + server.text()));
        return 0;
    }
}
