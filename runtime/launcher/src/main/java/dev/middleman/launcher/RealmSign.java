package dev.middleman.launcher;

import dev.middleman.wire.id.RealmDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

    @Mixin
    private NextEdition edition;

    @Option(
            names = "--ka",
            paramLabel = "ADDRESS",
            description = "A KA server of the new edition, instead of all that there were. 1 to 16 times.")
    private List<String> addresses = new ArrayList<>();

    @Option(names = "--rule", paramLabel = "NAME", description = "The rule by which members are known.")
    private String rule;

    @Override
    public Integer call() {
        RealmDocument old = edition.former();
        edition.write(
                old,
                addresses.isEmpty() ? old.servers() : RealmText.addresses(spec, addresses),
                rule == null ? old.admission() : rule);
        return 0;
    }
}
