package dev.middleman.itests.system.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.itests.system.net.Host;
import dev.middleman.itests.system.net.Program;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;

/**
 * A pair of programs that move a load of datagrams between two hosts, over any UDP way that a test gives them, and tell
 * what became of every one. Confined to the test's thread; source and sink are processes.
 */
public final class FileExchange {

    private static final Duration START = Duration.ofSeconds(20);
    private static final Duration SPARE = Duration.ofSeconds(115);

    private final long seed = ThreadLocalRandom.current().nextLong(1L << 48);
    private final int bytes;
    private final int largest;
    private final int kbit;

    /**
     * @param bytes how much to move
     * @param largest sizes are 0 to this, in bytes
     * @param kbit the source's pace, in 1,000 bits per second
     */
    public FileExchange(int bytes, int largest, int kbit) {
        this.bytes = bytes;
        this.largest = largest;
        this.kbit = kbit;
        System.out.println("exchange: seed " + seed);
    }

    private List<String> command(String role, String end) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                role,
                "seed=" + seed,
                "bytes=" + bytes,
                "largest=" + largest,
                end));
        if (role.equals("source")) {
            command.add("kbit=" + kbit);
        }
        return command;
    }

    /** A sink that waits to be called; ask {@link #port} where. */
    public Program sinkAt(Host host, String bindTo) {
        return host.start("sink", command("sink", "bind=" + bindTo));
    }

    /** A sink that calls a waiting source. */
    public Program sinkCalling(Host host, String target) {
        return host.start("sink", command("sink", "connect=" + target));
    }

    /** A source that waits to be called; ask {@link #port} where. */
    public Program sourceAt(Host host, String bindTo) {
        return host.start("source", command("source", "bind=" + bindTo));
    }

    /** A source that calls a waiting sink. */
    public Program sourceCalling(Host host, String target) {
        return host.start("source", command("source", "connect=" + target));
    }

    /** The port at which a program that waits can be called. */
    public static int port(Program waiting) {
        return Integer.parseInt(waiting.awaitLine("^READY (\\d+)$", START).group(1));
    }

    /**
     * Waits for the end and checks everything: all arrived, bit for bit, and nothing arrived that was not sent.
     *
     * @return one line for the test's output
     */
    public String verify(Program source, Program sink) {
        Duration limit = SPARE.plusMillis(bytes * 8L / kbit);
        Matcher sent = source.awaitLine("^SENT (\\d+) ([0-9a-f]{64})$", limit);
        sink.awaitLine("^COMPLETE$", limit);
        sink.type("report");
        Matcher report = sink.awaitLine(
                "^REPORT received=(\\d+) duplicates=(\\d+) wrong=(\\d+) sha256=([0-9a-f]*) (.*)$", limit);
        assertThat(report.group(3))
                .as("wrong datagrams, first: %s", report.group(5))
                .isEqualTo("0");
        assertThat(report.group(4)).as("SHA-256 of what arrived").isEqualTo(sent.group(2));
        assertThat(Long.parseLong(report.group(1)))
                .as("datagrams received, against those sent")
                .isLessThanOrEqualTo(Long.parseLong(sent.group(1)));
        return "seed " + seed + ": " + sent.group(1) + " datagrams sent, " + report.group(1) + " received, "
                + report.group(2) + " duplicates, sizes 0 to " + largest + ", at least " + bytes + " bytes, intact";
    }
}
