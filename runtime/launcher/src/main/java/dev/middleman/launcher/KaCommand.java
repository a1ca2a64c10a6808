package dev.middleman.launcher;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code middleman ka ...}: what a KA server's operator needs. */
@Command(
        name = "ka",
        mixinStandardHelpOptions = true,
        description = "Prepares a KA server.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = KaCommand.IdentityCommand.class)
final class KaCommand extends CommandGroup {

    @Command(
            name = "identity",
            mixinStandardHelpOptions = true,
            description =
                    "Makes the key pair and certificate of a KA server and prints the file's password and the pin.")
    static final class IdentityCommand implements Callable<Integer> {

        @Spec
        private CommandSpec spec;

        @Option(names = "--out", paramLabel = "FILE", required = true, description = "PKCS12 file to make.")
        private Path out;

        @Override
        public Integer call() {
            KaIdentity identity = KaIdentity.create(out);
            spec.commandLine().getOut().println("password " + identity.password());
            spec.commandLine().getOut().println("pin sha256=" + identity.pin());
            return 0;
        }
    }
}
