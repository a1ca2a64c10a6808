package dev.middleman.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code middleman shell}: one command of the container's shell, from another terminal. */
@Command(
        name = "shell",
        mixinStandardHelpOptions = true,
        description = {
            "Has a running node execute one command of its shell, and prints the answer. For example:",
            "",
            "  middleman shell middleman:totals --json",
            "  middleman shell middleman:swap ffm",
            "  middleman shell help middleman:drain",
            "",
            "Options of this command come first."
        })
final class ShellCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private NodeChoice choice;

    @Parameters(paramLabel = "WORD", arity = "1..*", description = "The command and its arguments.")
    private List<String> words = new ArrayList<>();

    @Override
    public Integer call() {
        String said = NodeChoice.ask(choice.node(), NodeControl.SHELL + String.join(" ", words));
        if (!said.isEmpty()) {
            spec.commandLine().getOut().println(said.stripTrailing());
        }
        return 0;
    }
}
