package dev.middleman.itests.system.image;

import dev.middleman.itests.system.net.Program;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that builds and runs container images. Immutable.
 *
 * @param words the program and the options that come before every command
 * @param folder where it runs
 */
record Engine(List<String> words, Path folder) {

    private static final Duration LIMIT = Duration.ofSeconds(180);

    /** Those that are installed and answer. The second one is for machines whose control groups the first cannot use. */
    static List<Engine> here(Path folder) {
        return List.of(List.of("podman"), List.of("podman", "--runtime", "runc"), List.of("docker")).stream()
                .map(words -> new Engine(words, folder))
                .filter(engine -> engine.succeeds("info"))
                .toList();
    }

    Program start(List<String> arguments) {
        List<String> command = new ArrayList<>(words);
        command.addAll(arguments);
        return Program.start(toString(), folder, command);
    }

    /** Runs a command that ends by itself; false also where there is no such program. */
    boolean succeeds(String... arguments) {
        try {
            return start(List.of(arguments)).awaitExit(LIMIT) == 0;
        } catch (UncheckedIOException notInstalled) {
            return false;
        }
    }

    /** @throws AssertionError when its status is not 0, with what it printed */
    void run(String... arguments) {
        Program program = start(List.of(arguments));
        if (program.awaitExit(LIMIT) != 0) {
            throw new AssertionError(this + " " + String.join(" ", arguments) + "\n" + program.tail());
        }
    }

    @Override
    public String toString() {
        return String.join(" ", words);
    }
}
