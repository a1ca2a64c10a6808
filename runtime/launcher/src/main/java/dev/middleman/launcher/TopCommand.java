package dev.middleman.launcher;

import dev.middleman.launcher.control.RunningNode;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code middleman top}: a view of a running node that refreshes. */
@Command(
        name = "top",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Shows what a running node does, again and again: rates, sessions, why datagrams are dropped. Ctrl-C ends it.",
            "",
            "Where standard output is no terminal, each view follows the one before.",
            ""
        })
final class TopCommand implements Callable<Integer> {

    private static final String TO_TOP_AND_CLEAR = "\033[H\033[J";

    @Spec
    private CommandSpec spec;

    @Mixin
    private NodeChoice choice;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "2",
            description = "Between two views, 1 to 3600. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "0",
            description = "Ends after so many views. Default: never.")
    private int count;

    @Override
    public Integer call() {
        if (seconds < 1 || seconds > 3_600) {
            throw new ParameterException(spec.commandLine(), "--seconds " + seconds + " is not in 1..3600");
        }
        if (count < 0) {
            throw new ParameterException(spec.commandLine(), "--count " + count + " is below 0");
        }
        RunningNode node = choice.node();
        NodeFigures before = figures(node);
        for (int shown = 0; count == 0 || shown < count; shown++) {
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(seconds));
            NodeFigures now = figures(node);
            show(TopView.lines(NodeChoice.ask(node, NodeControl.STATE).lines().toList(), before, now));
            before = now;
        }
        return 0;
    }

    private static NodeFigures figures(RunningNode node) {
        return NodeFigures.parse(
                NodeChoice.ask(node, NodeControl.SHELL + "middleman:totals --json"), System.nanoTime());
    }

    private void show(List<String> lines) {
        PrintWriter out = spec.commandLine().getOut();
        if (Boolean.getBoolean("middleman.colour")) {
            out.print(TO_TOP_AND_CLEAR);
        }
        lines.forEach(out::println);
        out.flush();
    }
}
