package dev.middleman.itests.system.node;

import dev.middleman.itests.system.net.Host;
import dev.middleman.itests.system.net.Program;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code middleman run} on a host, with its shell on standard input and output, so that a test can ask it what an
 * operator would ask. Confined to the test's thread; the node is a process.
 */
public final class Node implements AutoCloseable {

    private static final Duration START = Duration.ofSeconds(40);
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(250);

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

    /**
     * Types a command into the shell.
     *
     * @param answer what to find in a line of its answer
     */
    public Matcher ask(String command, String answer) {
        int mark = program.mark();
        program.type(command);
        return program.awaitLine(mark, answer, ANSWER);
    }

    /** Asks again and again, until the answer is as wanted. */
    public Matcher askUntil(String command, String anyAnswer, String wanted, Duration limit) {
        Pattern pattern = Pattern.compile(wanted);
        long endNs = System.nanoTime() + limit.toNanos();
        while (true) {
            String line = ask(command, anyAnswer).group();
            Matcher matcher = pattern.matcher(line);
            if (matcher.find()) {
                return matcher;
            }
            if (System.nanoTime() > endNs) {
                throw new AssertionError(
                        command + " does not answer /" + wanted + "/ in " + limit.toMillis() + " ms but " + line);
            }
            LockSupport.parkNanos(PAUSE_NS);
        }
    }

    /** Waits until every middle-man of this node is registered with every KA server that it is configured for. */
    public Node awaitRegistered(Duration limit) {
        askUntil(
                "middleman:registrations --json",
                "\\[\\{\"middleman\".*",
                "^(?:(?!\"state\").|\"state\": \"registered\")*$",
                limit);
        return this;
    }

    /** One number of the totals of this node's only middle-man. */
    public long total(String name) {
        return Long.parseLong(
                ask("middleman:totals --json", "\"" + name + "\": (\\d+)").group(1));
    }

    public Program program() {
        return program;
    }

    @Override
    public void close() {
        program.close();
    }
}
