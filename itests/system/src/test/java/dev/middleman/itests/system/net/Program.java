package dev.middleman.itests.system.net;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A real process and everything that it prints. Thread-safe: two named daemon threads read its streams line by line,
 * tests wait for lines without polling.
 *
 * <p>Output beyond {@value #MAX_LINES} lines is dropped; no program here prints as much unless it has gone wrong.
 */
public final class Program implements AutoCloseable {

    private static final int MAX_LINES = 20_000;
    private static final int LINES_IN_A_FAILURE = 60;
    private static final Duration GRACE = Duration.ofSeconds(10);

    private record Line(boolean error, String text) {}

    private final String name;
    private final Process process;
    private final List<Line> lines = new ArrayList<>();
    private int openStreams = 2;

    private Program(String name, Process process) {
        this.name = name;
        this.process = process;
    }

    /**
     * Starts a program; its streams are read at once.
     *
     * @param name how failures call it
     * @param folder its working folder
     * @throws UncheckedIOException when it cannot be started
     */
    public static Program start(String name, Path folder, List<String> command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
            // What the build machine sets for its own JVMs must not reach the program under test.
            builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "JAVA_OPTS"));
            Program program = new Program(name, builder.start());
            program.read("stdout", program.process.getInputStream(), false);
            program.read("stderr", program.process.getErrorStream(), true);
            return program;
        } catch (IOException failure) {
            throw new UncheckedIOException(name + " cannot be started", failure);
        }
    }

    private void read(String stream, InputStream in, boolean error) {
        Thread reader = new Thread(() -> drain(in, error), name + " " + stream);
        reader.setDaemon(true);
        reader.start();
    }

    private void drain(InputStream in, boolean error) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String text = reader.readLine(); text != null; text = reader.readLine()) {
                add(new Line(error, text));
            }
        } catch (IOException closed) {
            // The process was killed while we read: what it said until then counts.
        } finally {
            synchronized (lines) {
                openStreams--;
                lines.notifyAll();
            }
        }
    }

    private void add(Line line) {
        synchronized (lines) {
            if (lines.size() < MAX_LINES) {
                lines.add(line);
            }
            lines.notifyAll();
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** How many lines there are by now: a place from which {@link #awaitLine(int, String, Duration)} can look on. */
    public int mark() {
        synchronized (lines) {
            return lines.size();
        }
    }

    /** Waits for the first line, of either stream, in which the expression is found; lines already there count. */
    public Matcher awaitLine(String regex, Duration limit) {
        return awaitLine(0, regex, limit);
    }

    /**
     * As {@link #awaitLine(String, Duration)}, for lines after a {@link #mark()}.
     *
     * @throws AssertionError when the program ends or the time is over before there is one; shows what it printed
     */
    public Matcher awaitLine(int mark, String regex, Duration limit) {
        Pattern pattern = Pattern.compile(regex);
        long endNs = System.nanoTime() + limit.toNanos();
        synchronized (lines) {
            int next = mark;
            while (true) {
                for (; next < lines.size(); next++) {
                    Matcher matcher = pattern.matcher(lines.get(next).text());
                    if (matcher.find()) {
                        return matcher;
                    }
                }
                long leftNs = endNs - System.nanoTime();
                if (openStreams == 0 || leftNs <= 0) {
                    String why = openStreams == 0 ? "ended" : "was waited for " + limit.toMillis() + " ms";
                    throw new AssertionError(name + " " + why + " without a line like /" + regex + "/\n" + tail());
                }
                waitForLines(leftNs);
            }
        }
    }

    private void waitForLines(long leftNs) {
        try {
            TimeUnit.NANOSECONDS.timedWait(lines, Math.max(leftNs, 1_000_000));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + name + "\n" + tail(), interrupted);
        }
    }

    /** Sends one line to its standard input. */
    public void type(String line) {
        try {
            OutputStream in = process.getOutputStream();
            in.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            in.flush();
        } catch (IOException failure) {
            throw new AssertionError(name + " reads no input any more\n" + tail(), failure);
        }
    }

    /** Closes its standard input. */
    public void endInput() {
        try {
            process.getOutputStream().close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Standard output so far. */
    public List<String> output() {
        return texts(false);
    }

    /** Standard error so far. */
    public List<String> errors() {
        return texts(true);
    }

    private List<String> texts(boolean error) {
        synchronized (lines) {
            return lines.stream()
                    .filter(line -> line.error() == error)
                    .map(Line::text)
                    .toList();
        }
    }

    /**
     * Waits for the end of the process and of its output.
     *
     * @return the exit status
     * @throws AssertionError when it still runs at the limit
     */
    public int awaitExit(Duration limit) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(name + " still runs after " + limit.toMillis() + " ms\n" + tail());
            }
            synchronized (lines) {
                long endNs = System.nanoTime() + GRACE.toNanos();
                while (openStreams > 0 && endNs > System.nanoTime()) {
                    waitForLines(endNs - System.nanoTime());
                }
            }
            return process.exitValue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for the end of " + name, interrupted);
        }
    }

    /** SIGTERM to the process itself, as a service manager sends it. */
    public void terminate() {
        // By its handle: Process.destroy would close the streams, and its last words would be lost.
        process.toHandle().destroy();
    }

    /** SIGKILL to the process and its children; returns when they are gone. */
    public void kill() {
        List<ProcessHandle> family = process.descendants().toList();
        process.toHandle().destroyForcibly();
        family.forEach(ProcessHandle::destroyForcibly);
        awaitExit(GRACE);
    }

    /** The last lines, each with its stream, for failure messages. */
    public String tail() {
        synchronized (lines) {
            StringBuilder text = new StringBuilder("--- " + name + " printed:\n");
            for (Line line : lines.subList(Math.max(0, lines.size() - LINES_IN_A_FAILURE), lines.size())) {
                text.append(line.error() ? "  ! " : "  | ").append(line.text()).append('\n');
            }
            return text.append("---").toString();
        }
    }

    /** Kills what is left of it. */
    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }
}
