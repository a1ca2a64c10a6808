package dev.middleman.itests.system.node;

import dev.middleman.itests.system.net.Host;
import dev.middleman.itests.system.net.Program;
import java.time.Duration;
import java.util.regex.Matcher;

/**
 * {@code middleman run} on a host, with its shell on standard input and output, so that a test can ask it what an
 * operator would ask. Confined to the test's thread; the node is a process.
 */
public final class Node implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(40);

    private final Program program;

    private Node(Program program) {
        this.program = program;
    }

    /** Starts a node; returns at once, so that several can start side by side. */
    public static Node start(Host host, Conf conf) {
        return start(host, conf, Launch.usual());
    }

    /** Starts a node in a way of the test's own; returns at once. */
    public static Node start(Host host, Conf conf, Launch launch) {
        return new Node(host.start(conf.folder().getFileName().toString(), launch.command(conf)));
    }

    /** Waits until all its configured parts are up. */
    public Node awaitReady() {
        program.awaitLine("^READY after", START);
        return this;
    }

    /** The address that its KA server prints at start. */
    public String kaAddress() {
        return program.awaitLine("^KA server (coaps://\\S+)$", START).group(1);
    }

    /** The shell of its container. */
    public Shell shell() {
        return new Shell(program);
    }

    /** As {@link Shell#ask}. */
    public Matcher ask(String command, String answer) {
        return shell().ask(command, answer);
    }

    /** As {@link Shell#askUntil}. */
    public Matcher askUntil(String command, String anyAnswer, String wanted, Duration limit) {
        return shell().askUntil(command, anyAnswer, wanted, limit);
    }

    /** As {@link Shell#awaitRegistered}. */
    public Node awaitRegistered(Duration limit) {
        shell().awaitRegistered(limit);
        return this;
    }

    /** As {@link Shell#total}. */
    public long total(String name) {
        return shell().total(name);
    }

    public Program program() {
        return program;
    }

    @Override
    public void close() {
        program.close();
    }
}
