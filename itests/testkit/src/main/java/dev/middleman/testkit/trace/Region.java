package dev.middleman.testkit.trace;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of {@code /proc/PID/maps} (proc(5)).
 *
 * @param start first address
 * @param end behind the last address
 * @param permissions such as {@code rw-p}
 * @param name a file, a name in brackets, or empty
 */
record Region(long start, long end, String permissions, String name) {
    /** Below it lie a Java heap with compressed references, and the classes. */
    private static final long COMPRESSED = 32L << 30;

    private static final Pattern LINE = Pattern.compile("([0-9a-f]+)-([0-9a-f]+) (\\S+) \\S+ \\S+ \\S+\\s*(.*)");

    /** Empty when the process itself may not read there, or when it is the kernel's. */
    static Optional<Region> parse(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a line of /proc/PID/maps");
        }
        String name = matcher.group(4);
        if (matcher.group(3).charAt(0) != 'r' || name.startsWith("[v")) {
            return Optional.empty();
        }
        return Optional.of(new Region(
                Long.parseUnsignedLong(matcher.group(1), 16),
                Long.parseUnsignedLong(matcher.group(2), 16),
                matcher.group(3),
                name));
    }

    /** What kind of place it is; names no path. */
    String place(List<ProcessMemory.Stack> stacks) {
        for (ProcessMemory.Stack stack : stacks) {
            if (stack.pointer() >= start && stack.pointer() < end) {
                return "stack of " + stack.thread();
            }
        }
        if (name.startsWith("/")) {
            return permissions.charAt(1) == 'w' ? "written pages of a file" : "a file";
        }
        if (!name.isEmpty()) {
            return name;
        }
        if (permissions.charAt(2) == 'x') {
            return "code";
        }
        return end <= COMPRESSED ? "Java heap" : "anonymous";
    }
}
