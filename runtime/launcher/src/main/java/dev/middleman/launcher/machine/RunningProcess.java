package dev.middleman.launcher.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What the kernel says about one process. Whatever cannot be read is empty. Immutable; every call reads anew.
 *
 * @param root where {@code proc} and {@code sys} are
 * @param pid a number, or {@code self}
 */
public record RunningProcess(Path root, String pid) {

    /** No limit. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    private Path folder() {
        return root.resolve("proc").resolve(pid);
    }

    public boolean exists() {
        return Files.isDirectory(folder());
    }

    /** The words of its command line; none where it has ended or is not ours to see. */
    public List<String> commandLine() {
        try {
            String text = Files.readString(folder().resolve("cmdline"), StandardCharsets.ISO_8859_1);
            return text.isEmpty() ? List.of() : Arrays.asList(text.split("\0"));
        } catch (IOException gone) {
            return List.of();
        }
    }

    /**
     * The limit in force.
     *
     * @param title as the kernel calls it, such as "Max core file size"
     */
    public Optional<Long> limit(String title) {
        return Machine.lines(folder().resolve("limits")).stream()
                .filter(line -> line.startsWith(title + "  "))
                .map(line -> line.substring(title.length()).strip().split("\\s+")[0])
                .map(value -> value.equals("unlimited") ? UNLIMITED : Long.parseLong(value))
                .findFirst();
    }

    /** How large a core file of it may get, bytes. */
    public Optional<Long> coreLimit() {
        return limit("Max core file size");
    }

    /** How many files and sockets it may have open. */
    public Optional<Long> openFilesLimit() {
        return limit("Max open files");
    }

    /** How much of it is on a swap device, KiB. */
    public Optional<Long> swappedKiB() {
        return status("VmSwap").map(Long::parseLong);
    }

    /** Whose it is. */
    public Optional<Integer> user() {
        return status("Uid").map(Integer::parseInt);
    }

    /** The first word after a name. */
    private Optional<String> status(String name) {
        return Machine.lines(folder().resolve("status")).stream()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip().split("\\s+")[0])
                .findFirst();
    }

    /**
     * Whether other processes of its user may read its memory, and a core file may be written. The kernel gives the files about
     * a process that is not dumpable to root; of a process of root's nothing can be told this way.
     */
    public Optional<Boolean> dumpable() {
        try {
            int owner = (Integer) Files.getAttribute(folder().resolve("environ"), "unix:uid");
            return user().filter(user -> user != 0).map(user -> owner == user);
        } catch (IOException | UnsupportedOperationException unknown) {
            return Optional.empty();
        }
    }

    /** Whether its control group keeps it from being written to swap, whatever the machine has. */
    public boolean swapForbidden() {
        Optional<String> group = Machine.lines(folder().resolve("cgroup")).stream()
                .filter(line -> line.startsWith("0::/"))
                .map(line -> line.substring("0::/".length()))
                .findFirst();
        Path all = root.resolve("sys/fs/cgroup");
        for (Path at = group.map(all::resolve).orElse(all); at.startsWith(all); at = at.getParent()) {
            if (Machine.lines(at.resolve("memory.swap.max")).equals(List.of("0"))) {
                return true;
            }
        }
        return false;
    }
}
