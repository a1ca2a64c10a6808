package dev.middleman.launcher;

import dev.middleman.launcher.control.Reply;
import dev.middleman.launcher.control.RunningNode;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which running node a command is for; an option that several commands share. */
final class NodeChoice {

    @Option(
            names = "--control",
            paramLabel = "SOCKET",
            description = {
                "The node's control socket, which run names when several run.",
                "Default: that of the one node that this user may talk to."
            })
    private Path socket;

    RunningNode node() {
        if (socket != null) {
            return new RunningNode(socket.toAbsolutePath());
        }
        List<Path> places = places();
        List<RunningNode> found = RunningNode.in(places);
        if (found.isEmpty()) {
            throw new Failure("no node runs here that this user may talk to; looked in " + places);
        }
        if (found.size() > 1) {
            throw new Failure("several nodes run here; choose by --control, one of "
                    + found.stream().map(RunningNode::socket).toList());
        }
        return found.get(0);
    }

    /** Where run keeps its files. */
    private static List<Path> places() {
        List<Path> places = new ArrayList<>();
        Optional.ofNullable(System.getenv("XDG_RUNTIME_DIR")).map(Path::of).ifPresent(places::add);
        places.add(Path.of("/dev/shm"));
        places.add(Path.of(System.getProperty("java.io.tmpdir")));
        return places.stream().distinct().toList();
    }

    /** @throws Failure when there is no answer, or it is a no */
    static String ask(RunningNode node, String command) {
        try {
            Reply reply = node.say(command);
            if (!reply.done()) {
                throw new Failure(reply.text());
            }
            return reply.text();
        } catch (UncheckedIOException failure) {
            throw new Failure("the node at " + node.socket() + " does not answer", failure.getCause());
        }
    }
}
