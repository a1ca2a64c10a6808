package dev.middleman.launcher;

import dev.middleman.api.relay.Drain;
import dev.middleman.launcher.control.RunningNode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code middleman drain}: brings a running node to rest, from another terminal. */
@Command(
        name = "drain",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Has a running node open no new sessions and tell its peers and KA servers; waits until the last session has ended.",
            "",
            "Sessions that are left when the time is over are ended. Interrupting this command does not call the draining off.",
            ""
        })
final class DrainCommand implements Callable<Integer> {

    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final Pattern LEFT = Pattern.compile("\"sessionsLeft\": (\\d+)");
    private static final Pattern DRAINS = Pattern.compile("\"drains\": (true|false)");

    @Spec
    private CommandSpec spec;

    @Mixin
    private NodeChoice choice;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "120",
            description = "When to end what is left, 1 to 86400. Default: ${DEFAULT-VALUE}.")
    private int seconds;

    @Option(names = "--stop", description = "Stops the node then.")
    private boolean stop;

    @Option(names = "--off", description = "Calls a draining off: the node takes sessions again.")
    private boolean off;

    @Override
    public Integer call() {
        if (seconds < Drain.LEAST_SECONDS || seconds > Drain.MOST_SECONDS) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--seconds " + seconds + " is not in " + Drain.LEAST_SECONDS + ".." + Drain.MOST_SECONDS);
        }
        if (off && stop) {
            throw new ParameterException(spec.commandLine(), "--off and --stop exclude each other");
        }
        RunningNode node = choice.node();
        if (off) {
            out().println(shell(node, "off"));
            return 0;
        }
        shell(node, "--json " + seconds);
        awaitRest(node);
        if (stop) {
            StopCommand.stop(node);
        }
        return 0;
    }

    /** Says how many sessions are left whenever that changes. */
    private void awaitRest(RunningNode node) {
        long before = -1;
        while (true) {
            String state = shell(node, "--json");
            if (DRAINS.matcher(state).results().anyMatch(drains -> drains.group(1)
                    .equals("false"))) {
                throw new Failure("the draining was called off");
            }
            long left = left(state);
            if (left != before) {
                out().println(left + (left == 1 ? " session left" : " sessions left"));
                out().flush();
            }
            if (left == 0) {
                return;
            }
            before = left;
            LockSupport.parkNanos(LOOK_NS);
        }
    }

    private static long left(String state) {
        long left = 0;
        for (Matcher each = LEFT.matcher(state); each.find(); ) {
            left += Long.parseLong(each.group(1));
        }
        return left;
    }

    private static String shell(RunningNode node, String arguments) {
        return NodeChoice.ask(node, NodeControl.SHELL + "middleman:drain " + arguments);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
