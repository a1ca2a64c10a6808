package dev.middleman.itests.system.trace;

import dev.middleman.itests.system.net.Tools;
import dev.middleman.itests.system.node.Distribution;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A distribution in which one line of the product is another one: what a test must notice. It is made here, of the sources, because the
 * product has no switch for it. Stateless.
 */
final class Mutant {
    private Mutant() {}

    /**
     * What to change.
     *
     * @param bundle its folder in the source tree
     * @param source the class, as a path below the source folder, without its end
     * @param jdk the JDK that compiles it
     * @param release the Java that it is compiled for
     */
    record Target(String bundle, String source, Path jdk, int release) {}

    /** @throws IllegalStateException when the source does not have that text exactly once, or does not compile afterwards */
    static Distribution make(Path folder, Target target, String original, String replacement) {
        try {
            Path copy = Files.createDirectory(folder.resolve("mutant"));
            Tools.run("cp", "-r", Distribution.shared().folder() + "/.", copy.toString());
            Path source = Files.createDirectory(folder.resolve("mutant-source"))
                    .resolve(Path.of(target.source()).getFileName() + ".java");
            Files.writeString(source, mutated(target, original, replacement));
            Path classes = Files.createDirectory(folder.resolve("mutant-classes"));
            compile(target, source, classes, jars(copy));
            replace(jarOf(copy, target.bundle()), classes);
            return new Distribution(copy);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String mutated(Target target, String original, String replacement) throws IOException {
        Path file = Path.of(System.getProperty("middleman.bundles"), target.bundle(), "src", "main", "java")
                .resolve(target.source() + ".java");
        String text = Files.readString(file);
        int at = text.indexOf(original);
        if (at < 0 || text.indexOf(original, at + 1) >= 0) {
            throw new IllegalStateException(file.getFileName() + " does not have exactly one: " + original);
        }
        return text.replace(original, replacement);
    }

    private static void compile(Target target, Path source, Path classes, List<Path> jars) {
        Tools.run(
                target.jdk().resolve("bin").resolve("javac").toString(),
                "--release",
                Integer.toString(target.release()),
                "-proc:none",
                "-nowarn",
                "-cp",
                jars.stream().map(Path::toString).collect(Collectors.joining(":")),
                "-d",
                classes.toString(),
                source.toString());
    }

    private static List<Path> jars(Path distribution) throws IOException {
        List<Path> jars = new ArrayList<>();
        for (String folder : List.of("bundle", "bundle-java22")) {
            try (Stream<Path> files = Files.list(distribution.resolve(folder))) {
                files.forEach(jars::add);
            }
        }
        return jars;
    }

    private static Path jarOf(Path distribution, String bundle) throws IOException {
        String name = "dev.middleman." + bundle.replace('-', '.') + "-";
        return jars(distribution).stream()
                .filter(jar -> jar.getFileName().toString().startsWith(name))
                .findFirst()
                .orElseThrow();
    }

    private static void replace(Path jar, Path classes) throws IOException {
        try (FileSystem inside = FileSystems.newFileSystem(jar);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = classes.relativize(file).toString();
                Files.copy(file, inside.getPath(name), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
