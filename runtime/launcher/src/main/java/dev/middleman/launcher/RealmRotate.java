package dev.middleman.launcher;

import dev.middleman.wire.id.KaAddress;
import dev.middleman.wire.id.RealmDocument;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code middleman realm rotate}. */
@Command(
        name = "rotate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Signs the next edition of a realm's document with one KA server in the place of another: for a server that"
                    + " gets a new key or another address.",
            "",
            "The realm's own key cannot be replaced: the realm is named after it.",
            ""
        })
final class RealmRotate implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DOCUMENT", description = "The edition that counts now.")
    private Path document;

    @Option(names = "--key", paramLabel = "FILE", required = true, description = "The realm's private key.")
    private Path key;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "New file for the realm's document.")
    private Path out;

    @Option(names = "--from", paramLabel = "ADDRESS", required = true, description = "The KA server that goes.")
    private String from;

    @Option(names = "--to", paramLabel = "ADDRESS", required = true, description = "The KA server that comes.")
    private String to;

    @Option(
            names = "--days",
            paramLabel = "N",
            defaultValue = "365",
            description = "How long the new edition is good, 1 to 36500. Default: ${DEFAULT-VALUE}.")
    private int days;

    @Override
    public Integer call() {
        KaAddress goes = RealmText.address(spec, "--from", from);
        KaAddress comes = RealmText.address(spec, "--to", to);
        RealmDocument old = RealmFiles.document(document);
        if (!old.servers().contains(goes)) {
            throw new Failure("--from " + from + " is not a server of this realm");
        }
        List<KaAddress> servers = old.servers().stream()
                .map(each -> each.equals(goes) ? comes : each)
                .toList();
        RealmDocument next =
                RealmText.document(spec, old.realmPub(), servers, old.admission(), old.sequence() + 1, days);
        NewFile.open(out, RealmFiles.signed(next, RealmFiles.key(key), key));
        spec.commandLine().getOut().println("edition " + next.sequence());
        return 0;
    }
}
