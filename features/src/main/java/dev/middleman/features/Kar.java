package dev.middleman.features;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Packs a Karaf archive: our repository and every jar that it names, laid out as a Maven repository, so that a Karaf needs no network.
 * The same file, unpacked, serves those who start OSGi features: these are in it, what a container without anything takes besides, and a launcher.
 * Run by the build.
 */
public final class Kar {

    private final Map<String, byte[]> entries = new TreeMap<>();

    private Kar() {}

    /**
     * Packs one.
     *
     * @param arguments our repository; that of the container; the folder of the OSGi features; the version of the features; the time to
     *     give all entries; the file to write; what starts OSGi features; folders with jars in them
     */
    public static void main(String[] arguments) throws IOException {
        Path ours = Path.of(arguments[0]);
        Repository all = Repository.read(Path.of(arguments[1]), ours);
        Kar kar = new Kar();
        String version = arguments[3];
        Coordinates self = new Coordinates("dev.middleman", "dev.middleman.features", version, "features");
        kar.add("repository/" + self.path("xml"), ours);
        for (Path file : list(Path.of(arguments[2]))) {
            kar.add("features/" + file.getFileName(), file);
        }
        kar.add("middleman-features.jar", Path.of(arguments[6]));
        List<Path> folders = Stream.of(arguments).skip(7).map(Path::of).toList();
        for (Coordinates jar : all.bundles(true, all.names().toArray(String[]::new))) {
            kar.add("repository/" + jar.path("jar"), find(jar, folders));
        }
        kar.write(Path.of(arguments[5]), OffsetDateTime.parse(arguments[4]).toLocalDateTime());
    }

    private void add(String entry, Path file) throws IOException {
        entries.put(entry, Files.readAllBytes(file));
    }

    private static Path find(Coordinates jar, List<Path> folders) throws IOException {
        for (Path folder : folders) {
            Path file = folder.resolve(jar.jarName());
            if (Files.exists(file)) {
                return file;
            }
        }
        throw new IOException("no folder has " + jar.jarName());
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Always the same bytes for the same contents. Karaf installs only what it is asked to, not every feature at once. */
    private void write(Path file, LocalDateTime time) throws IOException {
        String manifest = "Manifest-Version: 1.0\r\nKaraf-Feature-Start: false\r\n\r\n";
        try (OutputStream out = Files.newOutputStream(file);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            write(zip, "META-INF/MANIFEST.MF", manifest.getBytes(StandardCharsets.UTF_8), time);
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                write(zip, entry.getKey(), entry.getValue(), time);
            }
        }
    }

    private static void write(ZipOutputStream zip, String name, byte[] content, LocalDateTime time) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(time);
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
    }
}
