package dev.middleman.testkit.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A line of /proc/PID/maps: from {@code start} up to {@code end}; the name is a file, or a word of the kernel's, or empty. */
public record MapsEntry(long start, long end, String permissions, String name) {

    /** @param process its id, or {@code self} */
    public static List<MapsEntry> of(String process) throws IOException {
        return Files.readAllLines(Path.of("/proc", process, "maps")).stream()
                .map(MapsEntry::parse)
                .toList();
    }

    public static MapsEntry parse(String line) {
        String[] words = line.split("[- ]", 4);
        String name = line.replaceFirst("^(\\S+\\s+){5}", "");
        return new MapsEntry(
                Long.parseUnsignedLong(words[0], 16), Long.parseUnsignedLong(words[1], 16), words[2], name);
    }

    public boolean holds(long address) {
        return Long.compareUnsigned(start, address) <= 0 && Long.compareUnsigned(address, end) < 0;
    }
}
