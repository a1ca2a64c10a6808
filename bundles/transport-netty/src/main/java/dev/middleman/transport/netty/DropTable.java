package dev.middleman.transport.netty;

import dev.middleman.api.transport.Lane;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Drops at the sockets of one lane, for sockets that cannot be asked themselves: Linux lists them for every UDP socket in
 * {@code /proc/net/udp} and {@code /proc/net/udp6}. A row names its socket by an inode. Which rows are the lane's is seen once it has
 * bound: two lanes may have the same port, but only the new one's rows were not there before.
 *
 * <p>Holds the lane's own addresses, inodes and counters. Reads the tables when it is asked, on the thread that asks, because that
 * takes some milliseconds. Thread-safe.
 */
final class DropTable {
    private static final List<Path> TABLES = List.of(Path.of("/proc/net/udp"), Path.of("/proc/net/udp6"));
    /** A table is no snapshot: while sockets come and go the kernel may pass over a row, but hardly over the same one each time. */
    private static final int ATTEMPTS = 8;

    private final List<Path> tables;
    private final Set<Long> before = new HashSet<>();
    private Set<String> locals = Set.of();
    /** The inodes of the lane's sockets, once they have been looked for; empty when not all were found. */
    private Set<Long> own;

    private boolean ended;
    private long last = Lane.UNKNOWN;

    private DropTable(List<Path> tables) {
        this.tables = tables;
    }

    /** To be made before the lane binds its first port. */
    static DropTable beforeBinding() {
        return beforeBinding(TABLES);
    }

    static DropTable beforeBinding(List<Path> tables) {
        DropTable table = new DropTable(tables);
        table.rows(row -> true).forEach(row -> table.before.add(row.inode()));
        return table;
    }

    /** @param bound what the lane's sockets are bound to, as {@link UdpTable#local} writes it */
    synchronized void afterBinding(Set<String> bound) {
        locals = bound;
    }

    /**
     * Finds the lane's sockets, if that has not been done; to be called before another lane may have the same ports. Unless every
     * one of them is found, their drops are not known.
     */
    synchronized void find() {
        if (own != null) {
            return;
        }
        Set<Long> found = new HashSet<>();
        for (int attempt = 0; found.size() < locals.size() && attempt < ATTEMPTS; attempt++) {
            rows(row -> locals.contains(row.local()) && !before.contains(row.inode()))
                    .forEach(row -> found.add(row.inode()));
        }
        own = found.size() == locals.size() ? found : Set.of();
        before.clear();
    }

    /** Datagrams that found a full receive buffer at the lane's sockets since they were bound, or {@link Lane#UNKNOWN}. */
    synchronized long drops() {
        if (!ended) {
            find();
            last = count();
        }
        return last;
    }

    /** To be called before the sockets are closed: what is known then is known for ever. */
    synchronized void end() {
        drops();
        ended = true;
    }

    private long count() {
        Map<Long, Long> drops = new HashMap<>();
        for (int attempt = 0; drops.size() < own.size() && attempt < ATTEMPTS; attempt++) {
            rows(row -> own.contains(row.inode())).forEach(row -> drops.put(row.inode(), row.drops()));
        }
        return own.isEmpty() || drops.size() < own.size()
                ? Lane.UNKNOWN
                : drops.values().stream().mapToLong(Long::longValue).sum();
    }

    private List<UdpTable.Row> rows(Predicate<UdpTable.Row> wanted) {
        List<UdpTable.Row> rows = new ArrayList<>();
        for (Path table : tables) {
            try (InputStream in = Files.newInputStream(table)) {
                rows.addAll(UdpTable.parse(in, wanted));
            } catch (IOException e) {
                // Not Linux, or without this family: the rows that are missing tell.
            }
        }
        return rows;
    }
}
