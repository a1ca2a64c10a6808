package dev.middleman.launcher.machine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the kernel says about itself. Whatever cannot be read is empty, never guessed. Immutable; every call reads anew.
 *
 * @param root where {@code proc}, {@code sys} and {@code dev} are: another folder in tests
 */
public record Machine(Path root) {

    public static Machine here() {
        return new Machine(Path.of("/"));
    }

    public boolean isLinux() {
        return Files.isDirectory(root.resolve("proc/self"));
    }

    /** Whether memory can be written to a swap device, by any process. */
    public boolean hasSwap() {
        // The first line is a heading.
        return lines("proc/swaps").size() > 1;
    }

    /** Where the kernel writes a core file to, or {@code |program}. */
    public Optional<String> corePattern() {
        return word("proc/sys/kernel/core_pattern");
    }

    /** The largest receive buffer that a socket may ask for, bytes. */
    public OptionalLong receiveBufferMax() {
        return number("proc/sys/net/core/rmem_max");
    }

    /** Major and minor version of the kernel, as in 6.1; empty where it is no Linux. */
    public Optional<int[]> kernel() {
        return word("proc/sys/kernel/osrelease")
                .map(text -> text.split("[^0-9]+", 3))
                .filter(parts -> parts.length > 1 && !parts[0].isEmpty() && !parts[1].isEmpty())
                .map(parts -> new int[] {Integer.parseInt(parts[0]), Integer.parseInt(parts[1])});
    }

    /** Whether the kernel is at least as new. */
    public boolean kernelSince(int major, int minor) {
        return kernel().map(k -> k[0] > major || k[0] == major && k[1] >= minor).orElse(false);
    }

    /**
     * Whether the kernel offers memory that even root cannot read. Whether a process may use it is another matter: a
     * system call filter or its limit of locked memory can forbid it.
     */
    public boolean hasSecretMemory() {
        if (!Files.isDirectory(root.resolve("sys/module/secretmem"))) {
            return false;
        }
        // Only root may read it; it is on by default since 6.5.
        return word("sys/module/secretmem/parameters/enable").map("Y"::equals).orElseGet(() -> kernelSince(6, 5));
    }

    /** How many connections the kernel tracks in this network namespace; empty where it cannot track any. */
    public OptionalLong trackedConnections() {
        return number("proc/sys/net/netfilter/nf_conntrack_count");
    }

    public Mounts mounts() {
        return Mounts.parse(lines("proc/self/mounts"));
    }

    public RunningProcess self() {
        return process("self");
    }

    public RunningProcess process(String pid) {
        return new RunningProcess(root, pid);
    }

    private OptionalLong number(String file) {
        return word(file)
                .filter(text -> text.matches("[0-9]{1,18}"))
                .map(text -> OptionalLong.of(Long.parseLong(text)))
                .orElse(OptionalLong.empty());
    }

    private Optional<String> word(String file) {
        return lines(file).stream().findFirst().map(String::strip);
    }

    private List<String> lines(String file) {
        return lines(root.resolve(file));
    }

    /** Empty where it cannot be read. */
    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (IOException notThere) {
            return List.of();
        }
    }
}
