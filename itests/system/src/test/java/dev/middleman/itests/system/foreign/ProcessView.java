package dev.middleman.itests.system.foreign;

import dev.middleman.itests.system.net.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a Java process has, seen from outside.
 *
 * @param pid the process
 */
record ProcessView(long pid) {

    private static final Pattern THREAD = Pattern.compile("(?m)^\"([^\"]+)\" #");
    private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");

    /** Names of its Java threads. */
    Set<String> threads() {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Matcher thread = THREAD.matcher(Tools.run(jcmd.toString(), Long.toString(pid), "Thread.print"));
        Set<String> names = new TreeSet<>();
        while (thread.find()) {
            names.add(thread.group(1));
        }
        return names;
    }

    /** Its UDP and TCP sockets, by their inodes. */
    Set<String> sockets() {
        Set<String> internet = new TreeSet<>();
        Path proc = Path.of("/proc", Long.toString(pid));
        for (String table : new String[] {"udp", "udp6", "tcp", "tcp6"}) {
            for (String line : lines(proc.resolve("net").resolve(table))) {
                String[] fields = line.strip().split("\\s+");
                internet.add(fields.length > 9 ? fields[9] : "");
            }
        }
        Set<String> open = new TreeSet<>();
        try (Stream<Path> files = Files.list(proc.resolve("fd"))) {
            files.forEach(file -> inode(file, open));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        open.retainAll(internet);
        return open;
    }

    private static Iterable<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : Set.of();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void inode(Path file, Set<String> to) {
        try {
            Matcher socket = SOCKET.matcher(Files.readSymbolicLink(file).toString());
            if (socket.matches()) {
                to.add(socket.group(1));
            }
        } catch (IOException closedMeanwhile) {
            // Then it is none of those that are open.
        }
    }
}
