package dev.middleman.itests.system.foreign;

import dev.middleman.itests.system.net.Host;
import dev.middleman.itests.system.node.Conf;
import dev.middleman.itests.system.node.Distribution;
import dev.middleman.itests.system.node.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** OSGi frameworks as others start them: by their own programs, with their own settings. Confined to the test's thread. */
final class BareFramework {

    private final Host host;
    private final Path folder;
    private final Path java;
    private final Conf watched;

    /**
     * @param javaHome the Java to run it on
     * @param folder for everything that it writes
     */
    BareFramework(Host host, Path javaHome, Path folder) {
        this.host = host;
        this.folder = folder;
        this.java = javaHome.resolve("bin").resolve("java");
        this.watched = new Conf(folder.resolve("watched"));
    }

    /** The folder that File Install watches, for bundles and configurations. */
    Conf watched() {
        return watched;
    }

    /** File Install, which no feature of ours has. */
    static Path fileInstall() throws IOException {
        try (Stream<Path> jars = Files.list(Distribution.shared().folder().resolve("bundle"))) {
            return jars.filter(jar -> jar.getFileName().toString().startsWith("org.apache.felix.fileinstall-"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** A jar that the build fetched for these tests. */
    static Path other(String name) {
        return Path.of(System.getProperty("middleman.foreign"), name + ".jar").toAbsolutePath();
    }

    /** Felix by its own main program, which starts the bundles of a folder. */
    Shell startFelix(List<Path> bundles) throws IOException {
        Path own = Files.createDirectories(folder.resolve("bundle"));
        for (Path jar : bundles) {
            Files.copy(jar, own.resolve(jar.getFileName()));
        }
        Map<String, String> settings = common();
        settings.put("felix.auto.deploy.dir", own.toString());
        settings.put("felix.auto.deploy.action", "install,start");
        settings.put("felix.log.level", "1");
        settings.put("org.osgi.framework.storage", folder.resolve("cache").toString());
        Path file = write("felix.properties", settings);
        return start("felix", "-Dfelix.config.properties=" + file.toUri(), "-jar", other("org.apache.felix.main") + "");
    }

    /** Equinox by its own main program, which starts what its configuration lists. */
    Shell startEquinox(List<Path> bundles) throws IOException {
        Map<String, String> settings = common();
        settings.put(
                "osgi.bundles",
                bundles.stream().map(jar -> "reference:file:" + jar + "@start").collect(Collectors.joining(",")));
        settings.put("eclipse.ignoreApp", "true");
        settings.put("osgi.noShutdown", "true");
        Path configuration = Files.createDirectories(folder.resolve("configuration"));
        Files.move(write("config.ini", settings), configuration.resolve("config.ini"));
        return start("equinox", "-jar", other("org.eclipse.osgi") + "", "-configuration", configuration.toString());
    }

    private Map<String, String> common() {
        Map<String, String> settings = new TreeMap<>();
        settings.put("felix.fileinstall.dir", watched.folder().toString());
        settings.put("felix.fileinstall.poll", "500");
        settings.put("felix.fileinstall.noInitialDelay", "true");
        settings.put("felix.fileinstall.tmpdir", folder.resolve("fileinstall").toString());
        settings.put(
                "org.ops4j.pax.logging.StaticLogbackFile",
                Distribution.shared()
                        .folder()
                        .resolve("conf")
                        .resolve("logback.xml")
                        .toString());
        return settings;
    }

    /** A file of properties; nothing in them needs a backslash but what begins like a comment or an assignment. */
    private Path write(String name, Map<String, String> settings) throws IOException {
        return Files.writeString(
                folder.resolve(name),
                settings.entrySet().stream()
                        .map(entry -> entry.getKey() + " = " + entry.getValue() + "\n")
                        .collect(Collectors.joining()));
    }

    private Shell start(String name, String... arguments) {
        // Quiet: Equinox cannot read Gogo's message of the day, and the shell ends of that.
        List<String> command = new ArrayList<>(List.of(java.toString(), "-XX:+UseSerialGC", "-Dgosh.args=--quiet"));
        command.addAll(List.of(arguments));
        return new Shell(host.start(name, command));
    }
}
