package dev.middleman.itests.system.node;

import dev.middleman.itests.system.net.Program;
import dev.middleman.itests.system.net.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The distribution as users get it: the archive, unpacked. Immutable; safe to share.
 *
 * @param folder the unpacked archive's one folder
 */
public record Distribution(Path folder) {

    private static final Duration SHORT_COMMAND = Duration.ofSeconds(30);

    /** The one that all tests of this JVM share. */
    public static Distribution shared() {
        return Shared.INSTANCE;
    }

    /** Unpacks another one. */
    public static Distribution unpack(Path into) {
        return unpack("middleman.distribution", into);
    }

    /**
     * Unpacks one of the others.
     *
     * @param property where the build says which archive it is
     */
    public static Distribution unpack(String property, Path into) {
        Tools.run("tar", "-xzf", required(property), "-C", into.toString());
        try (Stream<Path> folders = Files.list(into)) {
            return new Distribution(folders.findFirst().orElseThrow());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** {@code bin/middleman} with arguments. */
    public List<String> command(String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(folder.resolve("bin").resolve("middleman").toString());
        command.addAll(List.of(arguments));
        return command;
    }

    /** Runs a command that ends by itself, without any network. */
    public Program run(Path folder, String... arguments) {
        Program program = Program.start("middleman " + String.join(" ", arguments), folder, command(arguments));
        program.endInput();
        program.awaitExit(SHORT_COMMAND);
        return program;
    }

    /**
     * Runs a command that must succeed.
     *
     * @return its standard output
     */
    public List<String> ask(Path folder, String... arguments) {
        Program program = run(folder, arguments);
        if (program.awaitExit(SHORT_COMMAND) != 0) {
            throw new AssertionError("status " + program.awaitExit(SHORT_COMMAND) + "\n" + program.tail());
        }
        return program.output();
    }

    /** The home of the Java that its start script takes. */
    public Path java(Path folder) {
        String found = run(folder, "-v", "--version")
                .awaitLine("middleman: Java \\d+ in (.+)$", SHORT_COMMAND)
                .group(1);
        return Path.of(found);
    }

    private static String required(String property) {
        String value = System.getProperty(property);
        if (value == null) {
            throw new IllegalStateException("the build sets the system property " + property);
        }
        return value;
    }

    private static final class Shared {

        static final Distribution INSTANCE = create();

        private static Distribution create() {
            try {
                Path into = Path.of(required("middleman.unpacked"));
                Tools.run("rm", "-rf", into.toString());
                return unpack(Files.createDirectories(into));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
