package dev.middleman.itests.system.pages;

import dev.middleman.itests.system.net.Program;
import dev.middleman.itests.system.node.Distribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * What {@code runtime/middleman} needs of the source tree: itself, and the distribution of this build, which it finds up to date. That
 * it builds what is missing is not tried here. Immutable.
 *
 * @param folder where a reader types
 */
public record SourceTree(Path folder) {

    /** Makes one in an empty folder. */
    public static SourceTree make(Path folder) throws IOException {
        Path target = folder.resolve("runtime/distribution/target");
        Path built = Files.createDirectories(target.resolve("middleman-built"));
        Files.createSymbolicLink(
                built.resolve("middleman-unpacked"), Distribution.shared().folder());
        String script = "runtime/middleman";
        Files.copy(Pages.project().resolve(script), folder.resolve(script), StandardCopyOption.COPY_ATTRIBUTES);
        // Last, since it asks what is newer.
        Files.createFile(target.resolve(".up-to-date"));
        return new SourceTree(folder);
    }

    /** Starts a line of a page. */
    public Program type(String line) {
        return Program.start(line, folder, List.of("sh", "-c", line));
    }
}
