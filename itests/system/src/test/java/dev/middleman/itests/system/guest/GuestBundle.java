package dev.middleman.itests.system.guest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Packs the guest: the classes of this package that run inside a node. Stateless. */
public final class GuestBundle {

    private static final List<String> CLASSES = List.of("GuestActivator", "GuestCommands", "Lines", "Lines$End");

    private GuestBundle() {}

    /** Writes the jar. */
    public static Path write(Path jar) throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", "itest.guest");
        main.putValue("Bundle-Version", "1.0.0");
        main.putValue("Bundle-Activator", GuestActivator.class.getName());
        main.putValue(
                "Import-Package",
                "org.osgi.framework,dev.middleman.api.net,dev.middleman.api.relay,dev.middleman.wire.knock");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            for (String name : CLASSES) {
                String file = name + ".class";
                try (InputStream in = GuestBundle.class.getResourceAsStream(file)) {
                    out.putNextEntry(
                            new JarEntry(GuestBundle.class.getPackageName().replace('.', '/') + "/" + file));
                    in.transferTo(out);
                }
            }
        }
        return jar;
    }
}
