package dev.middleman.itests.system.node;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * A bundle of classes that a test runs inside a node: all in the package of their activator, which registers commands for the
 * shell. Immutable.
 *
 * @param others the package's other classes, by the names of their files
 * @param imports packages, beside the framework's
 */
public record GuestBundle(Class<?> activator, List<String> others, List<String> imports) {

    /** Makes a deploy folder with the bundle in it. */
    public Path deployFolder(Path parent) {
        try {
            Path folder = Files.createDirectory(parent.resolve("deploy"));
            write(folder.resolve("guest.jar"));
            return folder;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Writes the bundle to a file. */
    public void write(Path jar) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest())) {
            add(out, activator.getSimpleName());
            for (String other : others) {
                add(out, other);
            }
        }
    }

    private Manifest manifest() {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", "itest.guest");
        main.putValue("Bundle-Version", "1.0.0");
        main.putValue("Bundle-Activator", activator.getName());
        main.putValue("Import-Package", String.join(",", "org.osgi.framework", String.join(",", imports)));
        return manifest;
    }

    private void add(JarOutputStream out, String name) throws IOException {
        String file = name + ".class";
        out.putNextEntry(new JarEntry(activator.getPackageName().replace('.', '/') + "/" + file));
        try (InputStream in = activator.getResourceAsStream(file)) {
            in.transferTo(out);
        }
        out.closeEntry();
    }
}
