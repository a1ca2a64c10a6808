package dev.middleman.itests.system.foreign;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.middleman.itests.system.net.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The Karaf archive, unpacked.
 *
 * @param folder has the OSGi features, a repository with their bundles, and a launcher
 */
record Kar(Path folder) {

    /** Where the build put it. */
    static Path file() {
        return Path.of(System.getProperty("middleman.kar")).toAbsolutePath().normalize();
    }

    static Kar unpack(Path into) throws IOException {
        Path folder = Files.createDirectories(into.resolve("kar"));
        Path jar = Path.of(System.getProperty("java.home"), "bin", "jar");
        Tools.run("sh", "-c", "cd '" + folder + "' && '" + jar + "' xf '" + file() + "'");
        return new Kar(folder);
    }

    Path feature(String name) {
        return folder.resolve("features").resolve(name + ".json");
    }

    Path repository() {
        return folder.resolve("repository");
    }

    Path launcher() {
        return folder.resolve("middleman-features.jar");
    }

    /** The jars that a feature names, in its order. */
    List<Path> bundles(String feature) throws IOException {
        List<Path> jars = new ArrayList<>();
        try (JsonParser json = new JsonFactory().createParser(feature(feature).toFile())) {
            boolean inBundles = false;
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.START_ARRAY && "bundles".equals(json.currentName())) {
                    inBundles = true;
                } else if (token == JsonToken.END_ARRAY) {
                    inBundles = false;
                } else if (inBundles && token == JsonToken.VALUE_STRING) {
                    jars.add(jar(json.getText()));
                }
            }
        }
        return jars;
    }

    /** {@code group:artifact:version}. */
    private Path jar(String id) {
        String[] parts = id.split(":");
        return repository()
                .resolve(parts[0].replace('.', '/'))
                .resolve(parts[1])
                .resolve(parts[2])
                .resolve(parts[1] + "-" + parts[2] + ".jar");
    }
}
