package dev.middleman.launcher.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder that looks like a machine's {@code /}. Confined to the test's thread. */
public record FakeRoot(Path folder) {

    public FakeRoot with(String file, String text) {
        try {
            Path path = folder.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
            return this;
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    public Machine machine() {
        return new Machine(folder);
    }
}
