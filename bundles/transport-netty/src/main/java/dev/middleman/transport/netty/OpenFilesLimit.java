package dev.middleman.transport.netty;

import dev.middleman.api.transport.LaneSpec;
import dev.middleman.api.transport.TransportException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** How many files the process may open, against the sockets that a lane needs. Read once: later no file may be left. */
final class OpenFilesLimit {
    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final String ENTRY = "Max open files";

    private final int needed;
    private final long allowed;

    OpenFilesLimit(LaneSpec spec) {
        int families = spec.ip4().isPresent() && spec.ip6().isPresent() ? 2 : 1;
        needed = spec.ports().count() * families;
        allowed = read();
    }

    /** Refuses a lane that cannot fit before it binds its first port. */
    void check() throws TransportException {
        if (needed > allowed) {
            throw exceeded(null);
        }
    }

    /** Whether a socket could not be opened because other files of the process take too many. */
    boolean isReachedBy(Exception failure) {
        String text = String.valueOf(failure.getMessage());
        return allowed != Long.MAX_VALUE && text.contains("Too many open files");
    }

    TransportException exceeded(Exception cause) {
        return new TransportException(
                "the lane needs " + needed + " sockets, but the process may open only " + allowed
                        + " files, all others included (RLIMIT_NOFILE)",
                cause);
    }

    private static long read() {
        try {
            return soft(Files.readAllLines(LIMITS));
        } catch (IOException e) {
            // Not Linux, or no /proc: binding itself then finds the limit.
            return Long.MAX_VALUE;
        }
    }

    /** The limit in force, from lines like {@code Max open files  1024  4096  files}; very many when none is told. */
    static long soft(List<String> lines) {
        for (String line : lines) {
            if (line.startsWith(ENTRY)) {
                String value = line.substring(ENTRY.length()).trim().split("\\s+")[0];
                return value.matches("\\d{1,18}") ? Long.parseLong(value) : Long.MAX_VALUE;
            }
        }
        return Long.MAX_VALUE;
    }
}
