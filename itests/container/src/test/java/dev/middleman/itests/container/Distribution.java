package dev.middleman.itests.container;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.ops4j.pax.exam.Option;

/** The assembled distribution as options of a test container: its very jars, none fetched from anywhere. */
final class Distribution {

    /** Of the KA server's identity, which is made for each run. */
    static final String PASSWORD = "not a secret";

    private static final Set<String> NOT_HERE =
            Set.of("org.apache.felix.fileinstall", "org.apache.felix.gogo.shell", "org.apache.felix.gogo.jline");

    private Distribution() {}

    static Option node() {
        return node(Path.of(System.getProperty("distribution")).resolve("conf/logback.xml"));
    }

    /** The same with another configuration of what is logged. */
    static Option node(Path logback) {
        Path home = Path.of(System.getProperty("distribution"));
        List<Option> options = new ArrayList<>();
        options.add(frameworkProperty("org.ops4j.pax.logging.StaticLogbackFile").value(logback.toString()));
        options.add(frameworkProperty("org.ops4j.pax.logging.DefaultServiceLog.level")
                .value("ERROR"));
        options.add(
                frameworkProperty("middleman.demo.identity").value(identity().toString()));
        options.add(frameworkProperty("middleman.demo.password").value(PASSWORD));
        options.add(frameworkProperty("middleman.demo.json").value("true"));
        List<Path> own = new ArrayList<>(jars(home.resolve("bundle")));
        if (Runtime.version().feature() >= 22 && Files.isDirectory(home.resolve("bundle-java22"))) {
            own.addAll(jars(home.resolve("bundle-java22")));
        }
        // As the launcher does it.
        own.sort(Comparator.comparingInt(Distribution::turn));
        own.forEach(jar -> options.add(option(jar)));
        jars(home.resolve("lib/demo")).forEach(jar -> options.add(option(jar)));
        options.add(junitBundles());
        options.add(carrying("org.assertj.core.api.Assertions"));
        options.add(carrying("net.bytebuddy.ByteBuddy"));
        return composite(options.toArray(Option[]::new));
    }

    /** What a KA server by HTTPS takes besides; its HTTP server waits for its configuration. */
    static Option http() {
        List<Option> options = new ArrayList<>();
        options.add(frameworkProperty("org.apache.felix.http.require.config").value("true"));
        options.add(optional("bundle-http"));
        return composite(options.toArray(Option[]::new));
    }

    /** The bundles of a folder that only some nodes take. */
    static Option optional(String folder) {
        return composite(jars(Path.of(System.getProperty("distribution"), folder)).stream()
                .map(Distribution::option)
                .toArray(Option[]::new));
    }

    private static Option option(Path jar) {
        return bundle(jar.toUri().toString());
    }

    private static List<Path> jars(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(jar -> NOT_HERE.stream()
                            .noneMatch(name -> jar.getFileName().toString().startsWith(name)))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Logging first: what comes before it is told on standard output. */
    private static int turn(Path jar) {
        String name = jar.getFileName().toString();
        return name.startsWith("pax-logging") ? 0 : name.startsWith("dev.middleman.harden-") ? 1 : 2;
    }

    /** The jar of the class path that a class comes from. */
    private static Option carrying(String className) {
        try {
            return bundle(Class.forName(className)
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toString());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The jar of the class path that a file comes from, for libraries whose classes cannot be loaded outside of a container. */
    static Option withResource(String file) {
        String found = Distribution.class.getClassLoader().getResource(file).toString();
        return bundle(found.substring("jar:".length(), found.indexOf('!')));
    }

    private static Path identity() {
        Path file = Path.of(
                System.getProperty("scratch"), "ka-" + ProcessHandle.current().pid() + ".p12");
        if (Files.exists(file)) {
            return file;
        }
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        String arguments = "-genkeypair -alias ka -keyalg EC -groupname secp256r1 -sigalg SHA256withECDSA"
                + " -dname CN=test -ext SAN=ip:127.0.4.2 -storetype PKCS12 -storepass";
        List<String> command = new ArrayList<>(List.of(keytool.toString()));
        command.addAll(List.of(arguments.split(" ")));
        command.addAll(List.of(PASSWORD, "-keystore", file.toString()));
        try {
            int status = new ProcessBuilder(command).inheritIO().start().waitFor();
            if (status != 0) {
                throw new IllegalStateException("keytool ended with " + status);
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
