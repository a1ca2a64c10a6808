package dev.middleman.launcher.machine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which file system a folder lies on. Immutable.
 *
 * @param all in the order of the kernel's list: a later one hides an earlier one at the same place
 */
public record Mounts(List<Mount> all) {

    private static final Set<String> MEMORY = Set.of("tmpfs", "ramfs");

    /**
     * One mounted file system.
     *
     * @param at its folder
     * @param type such as tmpfs
     * @param options such as noexec
     */
    public record Mount(Path at, String type, Set<String> options) {

        /** Whether its files are in memory, and gone with it. */
        public boolean inMemory() {
            return MEMORY.contains(type);
        }

        /** Whether a library can be loaded from it. */
        public boolean allowsPrograms() {
            return !options.contains("noexec");
        }
    }

    static Mounts parse(List<String> lines) {
        List<Mount> all = new ArrayList<>();
        for (String line : lines) {
            // device folder type options 0 0
            String[] words = line.split(" ");
            if (words.length > 3) {
                all.add(new Mount(Path.of(unescaped(words[1])), words[2], Set.of(words[3].split(","))));
            }
        }
        return new Mounts(List.copyOf(all));
    }

    /** The kernel writes blanks and the like as three octal digits. */
    private static String unescaped(String text) {
        return text.replace("\\040", " ")
                .replace("\\011", "\t")
                .replace("\\012", "\n")
                .replace("\\134", "\\");
    }

    /** The one that a folder lies on; empty where the kernel tells nothing. */
    public Optional<Mount> of(Path folder) {
        Path path = folder.toAbsolutePath().normalize();
        Mount best = null;
        for (Mount mount : all) {
            if (path.startsWith(mount.at())
                    && (best == null || mount.at().getNameCount() >= best.at().getNameCount())) {
                best = mount;
            }
        }
        return Optional.ofNullable(best);
    }
}
