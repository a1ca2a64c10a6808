package dev.middleman.launcher;

import dev.middleman.wire.id.KaAddress;
import dev.middleman.wire.id.RealmDocument;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

    @Mixin
    private NextEdition edition;

    @Option(names = "--from", paramLabel = "ADDRESS", required = true, description = "The KA server that goes.")
    private String from;

    @Option(names = "--to", paramLabel = "ADDRESS", required = true, description = "The KA server that comes.")
    private String to;

    @Override
    public Integer call() {
        KaAddress goes = RealmText.address(spec, "--from", from);
        KaAddress comes = RealmText.address(spec, "--to", to);
        RealmDocument old = edition.former();
        if (!old.servers().contains(goes)) {
            throw new Failure("--from " + from + " is not a server of this realm");
        }
        List<KaAddress> servers = old.servers().stream()
                .map(each -> each.equals(goes) ? comes : each)
                .toList();
        edition.write(old, servers, old.admission());
        return 0;
    }
}
