package dev.middleman.harden;

import dev.middleman.api.protection.Measure;
import dev.middleman.api.protection.Measure.State;
import dev.middleman.api.protection.Protections;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Looks whether pages of the process can go to swap: not when the machine has none, and not when the control group of the process,
 * or one above it, may use none (cgroup-v2, memory.swap.max). Thread-safe.
 */
final class SwapCheck {
    private static final String GROUP = "0::";

    private final Path root;

    /** @param root of the file system: {@code /}, except in tests */
    SwapCheck(Path root) {
        this.root = root;
    }

    Measure measure() {
        try {
            long swapped = swappedKib();
            if (swapped > 0) {
                return new Measure(Protections.SWAP, State.OFF, swapped + " KiB of this process are in swap");
            }
            int devices = devices();
            if (devices == 0) {
                return new Measure(Protections.SWAP, State.ON, "this machine has no swap");
            }
            return groupMayNot()
                    ? new Measure(Protections.SWAP, State.ON, "memory.swap.max of the control group is 0")
                    : new Measure(
                            Protections.SWAP,
                            State.OFF,
                            "this machine has " + devices + " swap areas, and memory.swap.max of the control group is"
                                    + " not 0");
        } catch (IOException | NumberFormatException e) {
            return new Measure(Protections.SWAP, State.UNAVAILABLE, "/proc does not say whether there is swap");
        }
    }

    private long swappedKib() throws IOException {
        for (String line : lines("proc/self/status")) {
            if (line.startsWith("VmSwap:")) {
                return Long.parseLong(line.replaceAll("\\D", ""));
            }
        }
        throw new IOException("no VmSwap");
    }

    /** The first line is a heading. */
    private int devices() throws IOException {
        return Math.max(0, lines("proc/swaps").size() - 1);
    }

    private boolean groupMayNot() throws IOException {
        for (String line : lines("proc/self/cgroup")) {
            if (line.startsWith(GROUP)) {
                return isZeroSomewhere(line.substring(GROUP.length() + 1));
            }
        }
        return false;
    }

    /** The group's own limit, and those of the groups that it lies in. */
    private boolean isZeroSomewhere(String group) throws IOException {
        Path top = root.resolve("sys/fs/cgroup");
        for (Path at = top.resolve(group); at.startsWith(top); at = at.getParent()) {
            Path limit = at.resolve("memory.swap.max");
            if (Files.exists(limit) && Files.readString(limit).strip().equals("0")) {
                return true;
            }
        }
        return false;
    }

    private List<String> lines(String file) throws IOException {
        return Files.readAllLines(root.resolve(file));
    }
}
