package dev.middleman.testkit.transport;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.opentest4j.TestAbortedException;

/** Small programs of the system that do what Java cannot. */
final class Program {
    private Program() {}

    /** How a program ended and what it said. */
    record Result(int code, String said) {}

    /** Skips the test, with this reason, where the command does not work. */
    static void require(String reason, List<String> command) throws IOException, InterruptedException {
        if (run(reason, command, new byte[0]).code() != 0) {
            throw new TestAbortedException(reason);
        }
    }

    /** Runs a program to its end; the test is skipped, with the reason, where there is none. */
    static Result run(String reasonToSkip, List<String> command, byte[] input) throws InterruptedException {
        Process process = start(reasonToSkip, command);
        try {
            try (OutputStream into = process.getOutputStream()) {
                into.write(input);
            } catch (IOException e) {
                // It ended before it read everything; its exit code tells why.
            }
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), said);
        } catch (IOException e) {
            throw new AssertionError("a program's words cannot be read", e);
        }
    }

    /** Starts a program; the test is skipped, with the reason, where there is none. */
    static Process start(String reasonToSkip, List<String> command) {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new TestAbortedException(reasonToSkip, e);
        }
    }

    /** The program ip, in the network namespace of this process. */
    static String ip(String arguments) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments.split(" ")));
        Result result = run("needs the program ip (package iproute2)", command, new byte[0]);
        if (result.code() != 0) {
            throw new AssertionError("ip " + arguments + ": " + result.said());
        }
        return result.said();
    }
}
