package dev.middleman.launcher;

import dev.middleman.wire.WireException;
import dev.middleman.wire.id.Ed25519;
import dev.middleman.wire.id.KaAddress;
import dev.middleman.wire.id.RealmDocument;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code middleman realm ...}: what the founder of a realm needs. */
@Command(
        name = "realm",
        mixinStandardHelpOptions = true,
        description = "Makes a realm.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = RealmCommand.NewCommand.class)
final class RealmCommand extends CommandGroup {

    /** {@code middleman realm new}. */
    @Command(
            name = "new",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = {
                "Makes a realm: a new key, and the signed document that peers are handed.",
                "",
                "Keep the key to yourself: whoever has it can name other KA servers. Peers need the document only.",
                ""
            })
    static final class NewCommand implements Callable<Integer> {

        private static final int MAX_DAYS = 36_500;

        @Spec
        private CommandSpec spec;

        @Option(
                names = "--ka",
                paramLabel = "ADDRESS",
                required = true,
                description =
                        "A KA server, coaps://HOST:PORT/m2#sha256=PIN; it prints this when it starts. 1 to 16 times.")
        private List<String> addresses = new ArrayList<>();

        @Option(
                names = "--key",
                paramLabel = "FILE",
                required = true,
                description = "New file for the realm's private key.")
        private Path key;

        @Option(
                names = "--out",
                paramLabel = "FILE",
                required = true,
                description = "New file for the realm's document.")
        private Path out;

        @Option(
                names = "--days",
                paramLabel = "N",
                defaultValue = "365",
                description = "How long the document is good, 1 to 36500. Default: ${DEFAULT-VALUE}.")
        private int days;

        @Override
        public Integer call() {
            if (days < 1 || days > MAX_DAYS) {
                throw new ParameterException(spec.commandLine(), "--days " + days + " is not in 1..36500");
            }
            KeyPair pair = Ed25519.generate();
            RealmDocument realm = document(pair);
            NewFile.secret(key, pem(pair));
            NewFile.open(out, new String(realm.sign(pair), StandardCharsets.UTF_8) + "\n");
            spec.commandLine().getOut().println("realm " + realm.realmId().toBase64Url());
            return 0;
        }

        private RealmDocument document(KeyPair pair) {
            long notAfter = Instant.now().plus(Duration.ofDays(days)).getEpochSecond();
            List<KaAddress> servers = addresses.stream().map(this::address).toList();
            try {
                return new RealmDocument(Ed25519.raw(pair.getPublic()), servers, "", 0, notAfter);
            } catch (IllegalArgumentException refused) {
                throw new ParameterException(spec.commandLine(), refused.getMessage());
            }
        }

        private KaAddress address(String text) {
            try {
                return KaAddress.parse(text);
            } catch (WireException refused) {
                throw new ParameterException(spec.commandLine(), "--ka " + text + ": " + refused.getMessage());
            }
        }

        private static String pem(KeyPair pair) {
            String base64 = Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded());
            return "-----BEGIN PRIVATE KEY-----\n" + base64 + "\n-----END PRIVATE KEY-----\n";
        }
    }
}
