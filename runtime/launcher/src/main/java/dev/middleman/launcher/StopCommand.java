package dev.middleman.launcher;

import dev.middleman.launcher.control.RunningNode;
import java.nio.file.Files;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code middleman stop}: as SIGTERM does, from another terminal. */
@Command(
        name = "stop",
        mixinStandardHelpOptions = true,
        description = {
            "Stops a running node in good order, as SIGTERM does: peers are told, all sessions are wiped. Waits until it has ended.",
            "",
            "To let lines end by themselves first: middleman drain --stop",
            ""
        })
final class StopCommand implements Callable<Integer> {

    /** Longer than a container takes at most. */
    private static final long WAIT_NS = TimeUnit.SECONDS.toNanos(30);

    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(50);

    @Mixin
    private NodeChoice choice;

    @Override
    public Integer call() {
        stop(choice.node());
        return 0;
    }

    /** Asks, and waits until the node's folder is gone, which is the last thing that it does. */
    static void stop(RunningNode node) {
        NodeChoice.ask(node, NodeControl.STOP);
        long endNs = System.nanoTime() + WAIT_NS;
        while (Files.exists(node.socket())) {
            if (System.nanoTime() - endNs > 0) {
                throw new Failure("the node is still there after " + TimeUnit.NANOSECONDS.toSeconds(WAIT_NS) + " s");
            }
            LockSupport.parkNanos(LOOK_NS);
        }
    }
}
