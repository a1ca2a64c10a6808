package dev.middleman.itests.system.image;

import dev.middleman.itests.system.net.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An image with Java for machines that cannot fetch one: this machine's own Java, shell and C library, and nothing else.
 * Where Java is in it, is where images with Java have it.
 */
final class JavaImage {

    /** What the start script calls, and what the tests do. */
    private static final List<String> PROGRAMS = List.of("sh", "dirname", "readlink", "sed", "id");

    private static final Pattern LIBRARY = Pattern.compile("(?m)(?:=>\\s+|^\\s+)(/\\S+) \\(0x");

    private JavaImage() {}

    /** Makes it under that name; {@code scratch} is an empty folder for some 400 MB. */
    static void make(Engine engine, String name, Path java, Path scratch) throws IOException {
        Path root = Files.createDirectories(scratch.resolve("root"));
        for (String folder : List.of("bin", "etc", "tmp", "opt/java/openjdk")) {
            Files.createDirectories(root.resolve(folder));
        }
        // What is mounted there takes this over.
        Files.setPosixFilePermissions(root.resolve("tmp"), PosixFilePermissions.fromString("rwxrwxrwx"));
        List<Path> binaries = new ArrayList<>();
        for (String program : PROGRAMS) {
            Path found = Path.of(Tools.run("sh", "-c", "readlink -f \"$(command -v " + program + ")\"")
                    .strip());
            Tools.run(
                    "cp", "-L", found.toString(), root.resolve("bin/" + program).toString());
            binaries.add(found);
        }
        for (String part : List.of("bin", "lib", "conf", "release")) {
            Tools.run(
                    "cp",
                    "-rL",
                    java.resolve(part).toString(),
                    root.resolve("opt/java/openjdk").toString());
        }
        binaries.add(java.resolve("bin/java"));
        try (Stream<Path> libraries = Files.walk(java.resolve("lib"))) {
            libraries.filter(file -> file.toString().endsWith(".so")).forEach(binaries::add);
        }
        for (Path binary : binaries) {
            copyLibraries(binary, java, root);
        }
        Path archive = scratch.resolve("image.tar");
        Tools.run("tar", "-C", root.toString(), "-cf", archive.toString(), ".");
        engine.run("import", "--change", "ENV JAVA_HOME=/opt/java/openjdk", archive.toString(), name);
    }

    /** Those of the machine that a binary is linked with, to where it looks for them. */
    private static void copyLibraries(Path binary, Path java, Path root) throws IOException {
        Matcher library = LIBRARY.matcher(Tools.run("ldd", binary.toString()));
        while (library.find()) {
            Path file = Path.of(library.group(1));
            Path copy = root.resolve(file.toString().substring(1));
            if (!file.toRealPath().startsWith(java.toRealPath()) && !Files.exists(copy)) {
                Files.createDirectories(copy.getParent());
                Files.copy(file.toRealPath(), copy);
            }
        }
    }
}
