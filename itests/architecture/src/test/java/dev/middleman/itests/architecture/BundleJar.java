package dev.middleman.itests.architecture;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * A finished bundle: its manifest, and its own classes (carried libraries are left out).
 *
 * @param name the folder's name under {@code bundles/}, with dots for hyphens, such as {@code ka.server}
 * @param entries the names of all files in it, those of carried libraries included
 */
record BundleJar(String name, Manifest manifest, List<CompiledClass> classes, Set<String> entries) {

    private static final String PREFIX = "dev.middleman.";

    /** Every bundle of the build, by the folder that the build copied them to. */
    static List<BundleJar> all() {
        Path folder = Path.of(System.getProperty("bundles"));
        try (Stream<Path> jars = Files.list(folder)) {
            return jars.filter(jar -> jar.toString().endsWith(".jar"))
                    .sorted()
                    .map(BundleJar::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static BundleJar read(Path path) {
        List<CompiledClass> classes = new ArrayList<>();
        Set<String> entries = new TreeSet<>();
        try (JarFile jar = new JarFile(path.toFile())) {
            for (JarEntry entry : (Iterable<JarEntry>) jar.stream()::iterator) {
                entries.add(entry.getName());
                if (entry.getName().startsWith("dev/middleman/")
                        && entry.getName().endsWith(".class")) {
                    try (InputStream in = jar.getInputStream(entry)) {
                        classes.add(CompiledClass.read(in.readAllBytes()));
                    }
                }
            }
            Manifest manifest = jar.getManifest();
            String symbolicName = manifest.getMainAttributes().getValue("Bundle-SymbolicName");
            return new BundleJar(symbolicName.substring(PREFIX.length()), manifest, classes, entries);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String header(String name) {
        String value = manifest.getMainAttributes().getValue(name);
        return value == null ? "" : value;
    }

    Set<String> imports() {
        return packages(header("Import-Package"));
    }

    Set<String> exports() {
        return packages(header("Export-Package"));
    }

    /** The package names of an import or export header: clauses are divided by commas outside quotation marks. */
    static Set<String> packages(String header) {
        Set<String> packages = new TreeSet<>();
        for (String clause : header.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)")) {
            for (String part : clause.split(";")) {
                if (!part.isBlank() && !part.contains("=")) {
                    packages.add(part.strip());
                }
            }
        }
        return packages;
    }

    @Override
    public String toString() {
        return name;
    }
}
