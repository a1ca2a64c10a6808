package dev.middleman.itests.system.trace;

import dev.middleman.itests.system.trace.guest.Guest;
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

/** Makes a bundle of the classes that a test runs inside a node. Stateless. */
final class GuestBundle {
    private static final String PACKAGE = Guest.class.getPackageName().replace('.', '/') + "/";
    private static final List<String> CLASSES = List.of("Guest", "SessionOpener", "HeapCommands", "Tap");

    private GuestBundle() {}

    /** A new deploy folder with that bundle in it. */
    static Path deployFolder(Path parent) {
        try {
            Path folder = Files.createDirectory(parent.resolve("deploy"));
            Path jar = folder.resolve("guest.jar");
            try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest())) {
                for (String type : CLASSES) {
                    add(out, type);
                }
            }
            return folder;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Manifest manifest() {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", "itest.guest");
        main.putValue("Bundle-Activator", Guest.class.getName());
        main.putValue(
                "Import-Package", "org.osgi.framework,javax.management,dev.middleman.api.net,dev.middleman.api.relay");
        return manifest;
    }

    private static void add(JarOutputStream out, String type) throws IOException {
        String name = type + ".class";
        out.putNextEntry(new JarEntry(PACKAGE + name));
        try (InputStream in = Guest.class.getResourceAsStream(name)) {
            in.transferTo(out);
        }
        out.closeEntry();
    }
}
