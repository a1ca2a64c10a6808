package dev.middleman.itests.system.node;

import dev.middleman.itests.system.net.Program;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A container's shell on a program's standard input and output, whichever container it is. Confined to the test's thread.
 *
 * @param program the container
 */
public record Shell(Program program) {

    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(250);

    /**
     * Types a command.
     *
     * @param answer what to find in a line of its answer; not in the command, which some shells repeat
     */
    public Matcher ask(String command, String answer) {
        return ask(command, answer, ANSWER);
    }

    /** As {@link #ask(String, String)}, for what takes longer. */
    public Matcher ask(String command, String answer, Duration limit) {
        int mark = program.mark();
        program.type(command);
        return program.awaitLine(mark, answer, limit);
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

    /** Waits until it reads what is typed; commands of other bundles may come later. */
    public Shell awaitUp(Duration limit) {
        ask("echo 'it' 'is' 'up'", "it is up|not found", limit);
        return this;
    }

    /** All that a command prints, once it has ended or failed. */
    public List<String> list(String command, Duration limit) {
        int before = program.output().size();
        int mark = program.mark();
        // One line: some shells lose what is typed ahead. Quoted, so that a shell that repeats what is typed does not
        // say it.
        program.type(command + "; echo 'end' 'of' 'list'");
        program.awaitLine(mark, "end of list|^Error |not found", limit);
        List<String> output = program.output();
        return output.subList(before, output.size());
    }

    /** Waits until every middle-man of this container is registered with every KA server that it is configured for. */
    public void awaitRegistered(Duration limit) {
        askUntil(
                "middleman:registrations --json",
                // Not found for a moment, when the command is made anew with the registrations that came.
                "\\[(\\{\"middleman\".*)?]|not found",
                "^(?=.*\"state\")(?:(?!\"state\").|\"state\": \"registered\")*$",
                limit);
    }

    /** One number of the totals of this container's only middle-man. */
    public long total(String name) {
        return Long.parseLong(
                ask("middleman:totals --json", "\"" + name + "\": (\\d+)").group(1));
    }
}
