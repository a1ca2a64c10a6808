package dev.middleman.features;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;

/** Writes, for each of the smaller distributions, what it leaves out of the whole one. Run by the build. */
public final class Distributions {

    private Distributions() {}

    /**
     * Writes the files: a pattern a line, as Ant reads them.
     *
     * @param arguments our repository; the features of each distribution; the folder to write to
     */
    public static void main(String[] arguments) throws IOException {
        Repository repository = Repository.read(Path.of(arguments[0]));
        Properties distributions = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(arguments[1]))) {
            distributions.load(reader);
        }
        Path folder = Files.createDirectories(Path.of(arguments[2]));
        for (String name : distributions.stringPropertyNames()) {
            String[] features = distributions.getProperty(name).split(" ");
            Set<Coordinates> left = repository.bundles(true, repository.names().toArray(String[]::new));
            left.removeAll(repository.bundles(true, features));
            Files.write(
                    folder.resolve(name + ".excludes"),
                    left.stream()
                            .map(jar -> "bundle*/" + jar.jarName())
                            .sorted()
                            .toList());
        }
    }
}
