package dev.middleman.itests.system.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A configuration folder in the making. Confined to the test's thread. */
public final class Conf {

    private final Path folder;

    /** @param folder made if it is not there */
    public Conf(Path folder) {
        try {
            this.folder = Files.createDirectories(folder);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Writes {@code pid.cfg}; replaces an earlier one. */
    public Conf with(String pid, Map<String, ?> values) {
        return with(
                pid,
                new TreeMap<>(values)
                        .entrySet().stream()
                                .map(entry -> entry.getKey() + " = " + entry.getValue() + "\n")
                                .collect(Collectors.joining()));
    }

    /** Writes {@code pid.cfg} with this text; replaces an earlier one. */
    public Conf with(String pid, String text) {
        return write(pid + ".cfg", text);
    }

    /** Writes {@code pid.config}, where a value may be a list of texts; replaces an earlier one. */
    public Conf withLists(String pid, Map<String, ?> values) {
        return write(
                pid + ".config",
                new TreeMap<>(values)
                        .entrySet().stream()
                                .map(entry -> entry.getKey() + "=" + typed(entry.getValue()) + "\n")
                                .collect(Collectors.joining()));
    }

    private static String typed(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(Conf::typed).collect(Collectors.joining(",", "[", "]"));
        }
        return "\"" + value.toString().replace("=", "\\=") + "\"";
    }

    private Conf write(String name, String text) {
        try {
            // Whole or not at all: the node watches this folder.
            Path whole = Files.writeString(folder.resolveSibling(folder.getFileName() + ".next"), text);
            Files.move(whole, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return this;
    }

    public Path folder() {
        return folder;
    }
}
