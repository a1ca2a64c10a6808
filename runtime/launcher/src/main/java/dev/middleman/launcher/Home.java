package dev.middleman.launcher;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the distribution lies.
 *
 * @param dir its root, as the start script says
 */
record Home(Path dir) {

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
