package dev.middleman.launcher;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Entry point. Exit status: 0 done, 1 failed (one line on standard error says why), 2 wrong usage. */
@Command(
        name = "middleman",
        description = "A blind UDP relay: two peers, one line, neither address.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RunCommand.class,
            StatusCommand.class,
            TopCommand.class,
            DrainCommand.class,
            StopCommand.class,
            ShellCommand.class,
            DoctorCommand.class,
            DemoCommand.class,
            PeerCommand.class,
            RealmCommand.class,
            KaCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Main extends CommandGroup {

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(Main::explain);
        // What comes after the first word there is another shell's.
        line.getSubcommands().get("shell").setStopAtPositional(true);
        return line;
    }

    /** What a user can act on is a {@link Failure} and gets one line; anything else is a bug and gets its stack. */
    private static int explain(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        if (GracefulStop.isUnderWay()) {
            return CommandLine.ExitCode.SOFTWARE;
        }
        if (failure instanceof Failure) {
            command.getErr().println("middleman: " + failure.getMessage());
        } else {
            failure.printStackTrace(command.getErr());
        }
        return CommandLine.ExitCode.SOFTWARE;
    }
}
