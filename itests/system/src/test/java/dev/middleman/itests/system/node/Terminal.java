package dev.middleman.itests.system.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Another terminal beside a node: commands of its shell through its control socket. Confined to the test's thread.
 *
 * <p>For hundreds of them: an interactive Gogo shell (1.1.6) keeps 32 KB of each command until it is closed.
 *
 * @param socket where the node said that it is
 */
public record Terminal(String socket) {

    private static final Duration OPENED = Duration.ofSeconds(40);
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(250);

    /** Beside a node that has started. */
    public static Terminal of(Node node) {
        return new Terminal(node.program().awaitLine("^control (.+)$", OPENED).group(1));
    }

    /** Returns what a command answers. */
    public String say(String command) {
        try (SocketChannel connection = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            connection.write(ByteBuffer.wrap(("shell " + command).getBytes(StandardCharsets.UTF_8)));
            connection.shutdownOutput();
            String answer = new String(Channels.newInputStream(connection).readAllBytes(), StandardCharsets.UTF_8);
            if (!answer.startsWith("done\n")) {
                throw new AssertionError(command + " answers: " + answer);
            }
            return answer.substring(answer.indexOf('\n') + 1);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Finds an expression in what a command answers. */
    public Matcher ask(String command, String wanted) {
        String answer = say(command);
        Matcher matcher = Pattern.compile(wanted, Pattern.MULTILINE).matcher(answer);
        if (!matcher.find()) {
            throw new AssertionError(command + " does not answer /" + wanted + "/ but " + answer);
        }
        return matcher;
    }

    /** Asks again and again until the expression is found. */
    public void askUntil(String command, String wanted, Duration limit) {
        Pattern pattern = Pattern.compile(wanted, Pattern.MULTILINE);
        long endNs = System.nanoTime() + limit.toNanos();
        for (String answer = say(command); !pattern.matcher(answer).find(); answer = say(command)) {
            if (System.nanoTime() > endNs) {
                throw new AssertionError(
                        command + " does not answer /" + wanted + "/ in " + limit.toMillis() + " ms but " + answer);
            }
            LockSupport.parkNanos(PAUSE_NS);
        }
    }
}
