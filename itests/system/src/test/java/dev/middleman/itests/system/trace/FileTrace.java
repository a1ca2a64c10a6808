package dev.middleman.itests.system.trace;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what strace wrote: which files a process and its threads touched. What is written to sockets, pipes and the kernel's own
 * counters is no file; everything else is, unless known better. Stateless.
 */
public final class FileTrace {

    /** By these a process can change a file through a descriptor. */
    private static final Set<String> WRITES = Set.of(
            "write",
            "writev",
            "pwrite64",
            "pwritev",
            "pwritev2",
            "ftruncate",
            "fallocate",
            "fchmod",
            "fchown",
            "fsetxattr",
            "sendfile",
            "splice",
            "copy_file_range");

    /** These only have to succeed. */
    private static final Set<String> CHANGES = Set.of(
            "creat",
            "mkdir",
            "mkdirat",
            "mknod",
            "mknodat",
            "link",
            "linkat",
            "symlink",
            "symlinkat",
            "rename",
            "renameat",
            "renameat2",
            "unlink",
            "unlinkat",
            "rmdir",
            "truncate",
            "chmod",
            "fchmodat",
            "chown",
            "fchownat",
            "lchown",
            "setxattr",
            "utimensat",
            "mount",
            "io_uring_setup");

    private static final Set<String> OPENS = Set.of("open", "openat", "openat2");
    private static final Pattern WRITABLE =
            Pattern.compile("\\b(O_WRONLY|O_RDWR|O_CREAT|O_TRUNC|O_APPEND|O_TMPFILE)\\b");

    /** What is no file: sockets, pipes, and what only exists in the kernel, such as memory from memfd_secret. */
    private static final Pattern NO_FILE = Pattern.compile(
            "(socket|pipe|TCP|UDP|TCPv6|UDPv6|UNIX|NETLINK):\\[.*|anon_inode:\\[?(eventfd|eventpoll|timerfd)]?.*|/secretmem");

    private static final Pattern LINE = Pattern.compile("(\\d+) +(\\d+\\.\\d+) (.*)");
    private static final Pattern UNFINISHED = Pattern.compile("(.*) <unfinished \\.\\.\\.>");
    private static final Pattern RESUMED = Pattern.compile("<\\.\\.\\. \\w+ resumed>(.*)");
    private static final Pattern CALL = Pattern.compile("(\\w+)\\((.*)\\) += (-?\\w+)(.*)");
    private static final Pattern DESCRIPTOR = Pattern.compile("-?\\d+<((?:[^>\\\\]|->|\\\\.)*)>");
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"");

    private FileTrace() {}

    /** The calls that have to be traced, as strace's option wants them; those that a machine does not have are left out. */
    public static String calls() {
        List<String> all = new ArrayList<>(WRITES);
        all.addAll(CHANGES);
        all.addAll(OPENS);
        // A question mark: no complaint about calls that this architecture does not have.
        return "?" + String.join(",?", all);
    }

    /** @throws UncheckedIOException when the trace cannot be read */
    public static List<Touch> read(Path trace) {
        try (BufferedReader lines = Files.newBufferedReader(trace, StandardCharsets.ISO_8859_1)) {
            return parse(lines.lines().toList());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    static List<Touch> parse(List<String> lines) {
        List<Touch> touches = new ArrayList<>();
        // Of a call during which another thread's call was written down, the beginning; by thread.
        Map<String, Matcher> begun = new HashMap<>();
        for (String text : lines) {
            Matcher line = LINE.matcher(text);
            if (!line.matches()) {
                continue;
            }
            String thread = line.group(1);
            String seconds = line.group(2);
            String call = line.group(3);
            Matcher unfinished = UNFINISHED.matcher(call);
            if (unfinished.matches()) {
                begun.put(thread, line);
                continue;
            }
            Matcher resumed = RESUMED.matcher(call);
            if (resumed.matches() && begun.containsKey(thread)) {
                Matcher beginning = begun.remove(thread);
                seconds = beginning.group(2);
                call = UNFINISHED.matcher(beginning.group(3)).replaceFirst("$1") + resumed.group(1);
            }
            touch(Double.parseDouble(seconds), call).ifPresent(touches::add);
        }
        // Of those that never came back nobody can say that they failed.
        begun.values().forEach(line -> touch(Double.parseDouble(line.group(2)), line.group(3) + ") = 0")
                .ifPresent(touches::add));
        return touches;
    }

    private static Optional<Touch> touch(double seconds, String text) {
        Matcher call = CALL.matcher(text);
        if (!call.matches() || call.group(3).startsWith("-")) {
            return Optional.empty();
        }
        String name = call.group(1);
        String arguments = call.group(2);
        if (OPENS.contains(name)) {
            return WRITABLE.matcher(arguments).find()
                    ? Optional.of(new Touch(seconds, name, opened(arguments, call.group(3) + call.group(4))))
                    : Optional.empty();
        }
        if (WRITES.contains(name)) {
            Matcher descriptor = DESCRIPTOR.matcher(arguments);
            String target = descriptor.find() ? descriptor.group(1) : arguments;
            return NO_FILE.matcher(target).matches() ? Optional.empty() : Optional.of(new Touch(seconds, name, target));
        }
        return CHANGES.contains(name) ? Optional.of(new Touch(seconds, name, quoted(arguments))) : Optional.empty();
    }

    /** The answer has the whole path, also where the argument is relative. */
    private static String opened(String arguments, String answer) {
        Matcher descriptor = DESCRIPTOR.matcher(answer);
        return descriptor.find() ? descriptor.group(1) : quoted(arguments);
    }

    /** The last one: where something is moved to. */
    private static String quoted(String arguments) {
        Matcher path = QUOTED.matcher(arguments);
        String last = arguments;
        while (path.find()) {
            last = path.group(1);
        }
        return last;
    }
}
