package dev.middleman.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where the distribution lies.
 *
 * @param dir its root, as the start script says
 */
record Home(Path dir) {

    /** With the final java.lang.foreign. */
    private static final int NEWER_JAVA = 22;

    private static final String PROPERTY = "middleman.home";

    static Home find() {
        String named = System.getProperty(PROPERTY);
        if (named == null) {
            throw new Failure("start me by bin/middleman (the system property " + PROPERTY + " is not set)");
        }
        Home home = new Home(Path.of(named).toAbsolutePath().normalize());
        if (!Files.isDirectory(home.bundles())) {
            throw new Failure("there is no folder " + home.bundles());
        }
        return home;
    }

    Path bundles() {
        return dir.resolve("bundle");
    }

    /**
     * Folders with the bundles that a Java of this version can run. The newer ones come first: what is installed first is stopped
     * last, so that no line moves to another transport, or to other memory, while a node stops.
     */
    List<Path> bundles(int javaVersion) {
        return javaVersion >= NEWER_JAVA && Files.isDirectory(newerBundles())
                ? List.of(newerBundles(), bundles())
                : List.of(bundles());
    }

    /** Folders with the bundles of parts that not every node has. */
    List<Path> bundles(Set<Readiness.Part> parts) {
        return parts.stream()
                .flatMap(part -> part.folder.stream())
                .sorted()
                .map(dir::resolve)
                .toList();
    }

    /** What a Java of this version cannot run, in words, if anything. */
    Optional<String> leftOut(int javaVersion) {
        return javaVersion < NEWER_JAVA && Files.isDirectory(newerBundles())
                ? Optional.of(newerBundles().getFileName() + "/ is left out on Java " + javaVersion)
                : Optional.empty();
    }

    private Path newerBundles() {
        return dir.resolve("bundle-java" + NEWER_JAVA);
    }

    /** Whether a bundle is among those that every node has; smaller distributions leave some out. */
    boolean has(String symbolicName) {
        try (Stream<Path> jars = Files.list(bundles())) {
            return jars.anyMatch(jar -> jar.getFileName().toString().startsWith(symbolicName + "-"));
        } catch (IOException failure) {
            throw new Failure("the folder " + bundles() + " cannot be read", failure);
        }
    }

    Path conf() {
        return dir.resolve("conf");
    }

    Path deploy() {
        return dir.resolve("deploy");
    }

    Path lib() {
        return dir.resolve("lib");
    }

    /** Bundles that only the demo needs. */
    Path demoBundles() {
        return lib().resolve("demo");
    }

    Path peerJar() {
        return lib().resolve("peer").resolve("middleman-peer.jar");
    }
}
