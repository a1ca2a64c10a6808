package dev.middleman.launcher;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code middleman realm ...}. */
@Command(
        name = "realm",
        mixinStandardHelpOptions = true,
        description = "Makes a realm.",
        synopsisSubcommandLabel = "COMMAND")
final class RealmCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Which command?");
    }
}
