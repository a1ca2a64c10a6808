package dev.middleman.transport.netty;

import dev.middleman.api.net.Endpoint;
import dev.middleman.api.transport.Lane;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.function.Predicate;

/**
 * Drops at the sockets of one lane, for sockets that cannot be asked themselves: Linux lists them for every UDP socket in
 * {@code /proc/net/udp} and {@code /proc/net/udp6}. A row names its socket by an inode. Which rows are the lane's is seen when it
 * binds: two lanes may have the same port, but only the new one's rows were not there before.
 *
 * <p>Reads the tables when it is asked, and only then. Not thread-safe.
 */
final class DropTable {
    /** More rows are not read: the drops are not known then. */
    static final int MOST_ROWS = 1 << 18;

    private static final List<Path> TABLES = List.of(Path.of("/proc/net/udp"), Path.of("/proc/net/udp6"));
    /** A table is no snapshot: while sockets come and go the kernel may pass over a row. */
    private static final int ATTEMPTS = 3;

    private static final int LOCAL = 1;
    private static final int INODE = 9;
    private static final int DROPS = 12;

    private final List<Path> tables;
    private final Set<Long> before = new HashSet<>();
    private Set<Long> own = Set.of();

    /**
     * A socket of the system.
     *
     * @param local as {@link #local} writes it
     */
    record Row(String local, long inode, long drops) {}

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

    /** Takes note of the lane's sockets. Unless every one of them is found, their drops are not known. */
    void afterBinding(Set<String> locals) {
        Set<Long> found = new HashSet<>();
        rows(row -> locals.contains(row.local()) && !before.contains(row.inode()))
                .forEach(row -> found.add(row.inode()));
        own = found.size() == locals.size() ? found : Set.of();
        before.clear();
    }

    /** Datagrams that found a full receive buffer at the lane's sockets since they were bound, or {@link Lane#UNKNOWN}. */
    long drops() {
        for (int attempt = 0; !own.isEmpty() && attempt < ATTEMPTS; attempt++) {
            Map<Long, Long> drops = new HashMap<>();
            rows(row -> own.contains(row.inode())).forEach(row -> drops.put(row.inode(), row.drops()));
            if (drops.size() == own.size()) {
                return drops.values().stream().mapToLong(Long::longValue).sum();
            }
        }
        return Lane.UNKNOWN;
    }

    private List<Row> rows(Predicate<Row> wanted) {
        List<Row> rows = new ArrayList<>();
        for (Path table : tables) {
            try (BufferedReader lines = Files.newBufferedReader(table, StandardCharsets.ISO_8859_1)) {
                rows.addAll(parse(lines, wanted));
            } catch (IOException e) {
                // Not Linux, or without this family: the rows that are missing tell.
            }
        }
        return rows;
    }

    /** The wanted ones among the first {@value #MOST_ROWS} rows; lines of another form, as the heading, are passed over. */
    static List<Row> parse(BufferedReader lines, Predicate<Row> wanted) throws IOException {
        List<Row> rows = new ArrayList<>();
        String line = lines.readLine();
        for (int read = 0; line != null && read <= MOST_ROWS; read++) {
            Row row = row(line);
            if (row != null && wanted.test(row)) {
                rows.add(row);
            }
            line = lines.readLine();
        }
        return rows;
    }

    private static Row row(String line) {
        StringTokenizer columns = new StringTokenizer(line);
        String local = "";
        long inode = -1;
        for (int column = 0; columns.hasMoreTokens(); column++) {
            String text = columns.nextToken();
            if (column == LOCAL) {
                local = text;
            } else if (column == INODE) {
                inode = number(text);
            } else if (column == DROPS) {
                long drops = number(text);
                return inode < 0 || drops < 0 ? null : new Row(local, inode, drops);
            }
        }
        return null;
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** A socket's own address as the tables write it: words of 32 bits in the machine's order, a colon, the port. */
    static String local(Endpoint address, int port) {
        ByteBuffer bytes = ByteBuffer.wrap(
                        IpAddresses.of(address.high(), address.low()).getAddress())
                .order(ByteOrder.nativeOrder());
        StringBuilder text = new StringBuilder();
        while (bytes.hasRemaining()) {
            text.append(String.format("%08X", bytes.getInt()));
        }
        return text.append(String.format(":%04X", port)).toString();
    }
}
