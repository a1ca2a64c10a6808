package dev.middleman.itests.system.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.itests.system.net.Program;
import dev.middleman.itests.system.node.Conf;
import dev.middleman.itests.system.node.Distribution;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Types what a page says into a shell, with the distribution's command and this build's Java. Confined to the test's thread; closing it
 * kills what still runs.
 */
final class Typist implements AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(60);

    private final Path folder;
    private final List<Program> programs = new ArrayList<>();
    private String socket;

    /** @param folder where it types */
    Typist(Path folder) {
        this.folder = folder;
    }

    /**
     * Starts a line of a page.
     *
     * @param others as for {@link Snippet#replaced}
     */
    Program start(String line, String... others) {
        String here = Snippet.replaced(line, others)
                .replaceFirst(
                        "^(bin/|runtime/)?middleman(?= )",
                        Distribution.shared().command().get(0));
        String path = Path.of(System.getProperty("java.home"), "bin") + ":" + System.getenv("PATH");
        Program program = Program.start(line, folder, List.of("env", "PATH=" + path, "sh", "-c", "exec " + here));
        programs.add(program);
        return program;
    }

    /** The same, until it has ended. */
    Program run(String line, String... others) {
        Program program = start(line, others);
        program.endInput();
        program.awaitExit(LIMIT);
        return program;
    }

    /** The same for what must succeed. Returns what it printed. */
    List<String> answer(String line, String... others) {
        Program program = run(line, others);
        assertThat(program.awaitExit(LIMIT)).as(program.tail()).isZero();
        return program.output();
    }

    /** Starts a node by a line that names its configuration DIR. */
    Program startNode(String line, Conf conf) {
        Program node = start(line + " --no-shell", "DIR", conf.folder().toString());
        socket = node.awaitLine("^control (.+)$", LIMIT).group(1);
        return node;
    }

    /** By what the node that was started last can be asked. */
    String socket() {
        return socket;
    }

    /** A line that looks for the node by itself; other nodes may run on this machine. */
    List<String> ask(String line) {
        return answer(line + " --control " + socket);
    }

    /** A command of the node's shell. */
    List<String> shell(String command) {
        List<String> words = new ArrayList<>(List.of("shell", "--control", socket));
        words.addAll(List.of(command.split(" ")));
        return Distribution.shared().ask(folder, words.toArray(String[]::new));
    }

    /** Asks the node's shell until a line of its answer is as wanted. */
    void until(String command, String wanted) {
        Pattern pattern = Pattern.compile(wanted);
        long end = System.nanoTime() + LIMIT.toNanos();
        List<String> answer;
        do {
            answer = shell(command);
            if (answer.stream().anyMatch(line -> pattern.matcher(line).find())) {
                return;
            }
        } while (System.nanoTime() < end);
        throw new AssertionError(command + " answers " + answer + " and not /" + wanted + "/");
    }

    @Override
    public void close() {
        programs.forEach(Program::close);
    }
}
