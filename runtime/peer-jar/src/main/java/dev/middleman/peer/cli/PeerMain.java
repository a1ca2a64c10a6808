package dev.middleman.peer.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The command {@code peer}. */
@Command(
        name = "peer",
        description = "Talk to other peers through a middle-man, without telling them where you are.",
        subcommands = {IdCommand.class, ListenCommand.class, CallCommand.class},
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        version = "middleman-peer",
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:done",
            "1:failed",
            "2:an argument cannot be used; the message names it",
            "3:no such peer, or it does not want to",
            "4:too many look-ups",
            "5:no middle-man is there",
            "6:no KA server answers, or its key is wrong",
            "7:whoever answered is not who was called",
            "8:the line did not come up, or ended for good"
        })
public final class PeerMain implements Runnable {
    /** System property: what the help calls this command, where another program runs it. */
    private static final String NAME_PROPERTY = "middleman.peer.name";

    @Spec
    private CommandSpec command;

    /** Runs the command and ends the process with its exit status. */
    public static void main(String[] arguments) {
        System.exit(execute(arguments));
    }

    /** @return the exit status */
    static int execute(String... arguments) {
        return new CommandLine(new PeerMain())
                .setCommandName(System.getProperty(NAME_PROPERTY, "peer"))
                .setParameterExceptionHandler((failure, rest) -> {
                    CommandLine commandLine = failure.getCommandLine();
                    String name = commandLine.getCommandSpec().qualifiedName();
                    commandLine.getErr().println("peer: " + failure.getMessage());
                    commandLine.getErr().println("Try '" + name + " --help'.");
                    return Exit.USAGE;
                })
                .setExecutionExceptionHandler((failure, commandLine, parsed) -> {
                    String message = failure.getMessage();
                    commandLine.getErr().println("peer: " + (message == null ? failure.toString() : message));
                    return Exit.FAILED;
                })
                .execute(arguments);
    }

    @Override
    public void run() {
        throw new ParameterException(command.commandLine(), "Missing command: id, listen or call");
    }
}
