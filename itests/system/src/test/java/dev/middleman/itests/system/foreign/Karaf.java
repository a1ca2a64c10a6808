package dev.middleman.itests.system.foreign;

import dev.middleman.itests.system.net.Host;
import dev.middleman.itests.system.net.Program;
import dev.middleman.itests.system.net.Tools;
import dev.middleman.itests.system.node.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Apache Karaf as its archive has it, but that it opens no port of its own and asks no repository in the network. Driven by its console on standard
 * input. Confined to the test's thread.
 */
final class Karaf {

    private static final Duration START = Duration.ofSeconds(90);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Path home;
    private final Program program;
    private final Shell shell;

    private Karaf(Path home, Program program) {
        this.home = home;
        this.program = program;
        this.shell = new Shell(program);
    }

    /** Unpacks and starts one, and waits for its console. */
    static Karaf start(Path archive, Path into, Host host) throws IOException {
        Path home = Files.createDirectories(into.resolve("karaf"));
        Tools.run("tar", "-xzf", archive.toString(), "--strip-components=1", "-C", home.toString());
        Path etc = home.resolve("etc");
        replace(etc.resolve("org.apache.karaf.features.cfg"), "(?m)^\\s*(ssh|management)/.*\\n", "");
        replace(etc.resolve("org.ops4j.pax.url.mvn.cfg"), "(?s)(mvn\\.repositories=).*?(\\n#|\\n\\n)", "$1$2");
        append(
                etc.resolve("org.ops4j.pax.url.mvn.cfg"),
                "org.ops4j.pax.url.mvn.localRepository=" + home.resolve("none"));
        append(etc.resolve("custom.properties"), "karaf.shutdown.port=-1");
        Program program = host.start(
                "karaf",
                List.of(
                        "env",
                        "JAVA_HOME=" + System.getProperty("java.home"),
                        "KARAF_EXEC=exec",
                        "TERM=dumb",
                        home.resolve("bin").resolve("karaf").toString()));
        Karaf karaf = new Karaf(home, program);
        karaf.shell.awaitUp(START).askUntil("kar:list", "KAR Name|not found", "KAR Name", START);
        return karaf;
    }

    private static void replace(Path file, String regex, String replacement) throws IOException {
        String before = Files.readString(file);
        String after = before.replaceAll(regex, replacement);
        if (after.equals(before)) {
            throw new IllegalStateException(file + " has nothing like " + regex);
        }
        Files.writeString(file, after);
    }

    private static void append(Path file, String line) throws IOException {
        Files.writeString(file, Files.readString(file) + "\n" + line + "\n");
    }

    Shell shell() {
        return shell;
    }

    /** The folder whose bundles it starts. */
    Path deploy() {
        return home.resolve("deploy");
    }

    Program program() {
        return program;
    }

    /** Runs a command that must succeed. */
    List<String> run(String command) {
        List<String> printed = shell.list(command, LIMIT);
        if (printed.stream().anyMatch(line -> line.contains("Error ") || line.contains("not found"))) {
            throw new AssertionError(command + " -> " + String.join("\n", printed) + "\n" + program.tail());
        }
        return printed;
    }

    /** Makes a configuration of a factory, as an operator would. */
    void configure(String factory, String name, Map<String, String> settings) {
        configure("--factory --alias " + name + " " + factory, settings);
    }

    /** Makes or changes a configuration that there is one of. */
    void configure(String pid, Map<String, String> settings) {
        run("config:edit " + pid);
        settings.forEach((key, value) -> run("config:property-set " + key + " '" + value + "'"));
        run("config:update");
    }

    /** Symbolic names of all bundles. */
    List<String> bundles() {
        return run("bundle:list -t 0 -s --no-format").stream()
                .filter(line -> line.contains("\t"))
                .map(line -> line.substring(line.lastIndexOf('\t') + 1).strip())
                .toList();
    }

    /** PIDs of configurations that match. */
    List<String> configured(String regex) {
        return run("config:list").stream()
                .filter(line -> line.startsWith("Pid:"))
                .map(line -> line.substring("Pid:".length()).strip())
                .filter(pid -> pid.matches(regex))
                .toList();
    }

    /** Names of the files in which configurations are kept. */
    List<String> files() {
        try (var files = Files.list(home.resolve("etc"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
