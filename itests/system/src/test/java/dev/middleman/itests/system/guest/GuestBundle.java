package dev.middleman.itests.system.guest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Packs guests: classes that run inside a node, such as those of this package. Stateless. */
public final class GuestBundle {

    private static final String IMPORTS =
            "org.osgi.framework,dev.middleman.api.net,dev.middleman.api.relay,dev.middleman.wire.knock";

    private GuestBundle() {}

    /** Writes the jar. */
    public static Path write(Path jar) throws IOException {
        return pack(jar, GuestActivator.class, IMPORTS, "GuestCommands", "Lines", "Lines$End");
    }

    /**
     * Writes another guest.
     *
     * @param activator starts it
     * @param imports its header Import-Package
     * @param more simple names of the other classes in the same package
     */
    public static Path pack(Path jar, Class<?> activator, String imports, String... more) throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", "itest.guest");
        main.putValue("Bundle-Version", "1.0.0");
        main.putValue("Bundle-Activator", activator.getName());
        main.putValue("Import-Package", imports);
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            List<String> classes = new ArrayList<>(List.of(more));
            classes.add(activator.getSimpleName());
            for (String name : classes) {
                String file = name + ".class";
                try (InputStream in = activator.getResourceAsStream(file)) {
                    out.putNextEntry(new JarEntry(activator.getPackageName().replace('.', '/') + "/" + file));
                    in.transferTo(out);
                }
            }
        }
        return jar;
    }
}
