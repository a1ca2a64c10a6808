package dev.middleman.transport.netty;

import dev.middleman.api.net.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;

/**
 * Reads a table of UDP sockets as Linux writes it ({@code /proc/net/udp}): a line each, in columns. Only three of the columns become
 * values; the one with the address that a socket is connected to never leaves the buffer, which is wiped. Used once.
 */
final class UdpTable {
    /** More rows are not read. */
    static final int MOST_ROWS = 1 << 18;

    private static final int CHUNK_BYTES = 1 << 16;
    private static final int LOCAL = 1;
    private static final int INODE = 9;
    private static final int DROPS = 12;
    /** 32 digits, a colon, and 4. */
    private static final int LONGEST_LOCAL = 37;

    private static final int MOST_DIGITS = 18;

    private final Predicate<Row> wanted;
    private final List<Row> rows = new ArrayList<>();
    private final byte[] local = new byte[LONGEST_LOCAL];
    private int localLength;
    private long inode;
    private long drops;
    private int digits;
    private int column = -1;
    private boolean inColumn;
    private boolean wellFormed = true;
    private int lines;

    /**
     * A socket of the system.
     *
     * @param local as {@link #local} writes it
     */
    record Row(String local, long inode, long drops) {}

    private UdpTable(Predicate<Row> wanted) {
        this.wanted = wanted;
    }

    /** The wanted ones among the first {@value #MOST_ROWS} rows; lines of another form, as the heading, are passed over. */
    static List<Row> parse(InputStream in, Predicate<Row> wanted) throws IOException {
        UdpTable table = new UdpTable(wanted);
        byte[] chunk = new byte[CHUNK_BYTES];
        try {
            for (int got = in.read(chunk); got >= 0 && table.lines <= MOST_ROWS; got = in.read(chunk)) {
                for (int i = 0; i < got; i++) {
                    table.take(chunk[i]);
                }
            }
        } finally {
            Arrays.fill(chunk, (byte) 0);
        }
        return table.rows;
    }

    private void take(byte character) {
        if (character == '\n') {
            endLine();
        } else if (character == ' ') {
            inColumn = false;
        } else {
            if (!inColumn) {
                inColumn = true;
                column++;
                digits = 0;
            }
            takeIn(character);
        }
    }

    private void takeIn(byte character) {
        if (column == LOCAL && localLength < LONGEST_LOCAL) {
            local[localLength++] = character;
        } else if (column == INODE) {
            inode = 10 * inode + digit(character);
        } else if (column == DROPS) {
            drops = 10 * drops + digit(character);
        }
    }

    private int digit(byte character) {
        digits++;
        wellFormed &= character >= '0' && character <= '9' && digits <= MOST_DIGITS;
        return character - '0';
    }

    private void endLine() {
        if (column >= DROPS && wellFormed && lines <= MOST_ROWS) {
            Row row = new Row(new String(local, 0, localLength, StandardCharsets.ISO_8859_1), inode, drops);
            if (wanted.test(row)) {
                rows.add(row);
            }
        }
        lines++;
        localLength = 0;
        inode = 0;
        drops = 0;
        column = -1;
        inColumn = false;
        wellFormed = true;
    }

    /** A socket's own address as the tables write it: words of 32 bits in the machine's order, a colon, the port. */
    static String local(Endpoint address, int port) {
        ByteBuffer bytes = ByteBuffer.wrap(
                        IpAddresses.of(address.high(), address.low()).getAddress())
                .order(ByteOrder.nativeOrder());
        HexFormat hex = HexFormat.of().withUpperCase();
        StringBuilder text = new StringBuilder(LONGEST_LOCAL);
        while (bytes.hasRemaining()) {
            text.append(hex.toHexDigits(bytes.getInt()));
        }
        return text.append(':').append(hex.toHexDigits((short) port)).toString();
    }
}
