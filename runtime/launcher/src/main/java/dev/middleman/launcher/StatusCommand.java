package dev.middleman.launcher;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code middleman status}: what a running node says of itself. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = {
            "Asks a running node for its state: whether it is ready, its level, its parts, its totals. Nothing in it is about a peer.",
            "",
            "Exits with 0 when the node is ready, with 3 when it is not.",
            ""
        })
final class StatusCommand implements Callable<Integer> {

    private static final int NOT_READY = 3;

    @Spec
    private CommandSpec spec;

    @Mixin
    private NodeChoice choice;

    @Override
    public Integer call() {
        String state = NodeChoice.ask(choice.node(), NodeControl.STATUS);
        spec.commandLine().getOut().println(state);
        return state.startsWith(NodeControl.READY) ? 0 : NOT_READY;
    }
}
