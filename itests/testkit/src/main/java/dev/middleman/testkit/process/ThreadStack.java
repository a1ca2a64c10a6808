package dev.middleman.testkit.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Whose stack a mapping is: that of the thread whose stack pointer lies in it, if the thread waits in the kernel. Stateless. */
final class ThreadStack {
    private ThreadStack() {}

    static Optional<String> of(long pid, MapsEntry entry) throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            for (Path thread : threads.toList()) {
                String[] call =
                        Files.readString(thread.resolve("syscall")).strip().split(" ");
                if (call.length > 2 && entry.holds(Long.decode(call[call.length - 2]))) {
                    return Optional.of("stack of "
                            + Files.readString(thread.resolve("comm")).strip());
                }
            }
        }
        return Optional.empty();
    }
}
