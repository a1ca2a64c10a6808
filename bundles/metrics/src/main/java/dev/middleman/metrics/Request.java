package dev.middleman.metrics;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * The head of a request (RFC 9112), as much of it as matters here.
 *
 * @param method such as GET
 * @param path without what follows a question mark
 * @param accept the header of that name; empty without one
 */
record Request(String method, String path, String accept) {
    /** The most that is read of a request. */
    static final int MOST_BYTES = 8_192;

    private static final String END = "\r\n\r\n";

    /** Reads a head; empty when it does not end, is too long, or is none. */
    static Optional<Request> read(InputStream in) throws IOException {
        byte[] bytes = new byte[MOST_BYTES];
        int length = 0;
        while (length < bytes.length) {
            int more = in.read(bytes, length, bytes.length - length);
            if (more < 0) {
                return Optional.empty();
            }
            length += more;
            String text = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
            if (text.contains(END)) {
                return parse(text.substring(0, text.indexOf(END)));
            }
        }
        return Optional.empty();
    }

    /** Any text gives a request or nothing. */
    static Optional<Request> parse(String head) {
        String[] lines = head.split("\r\n");
        String[] first = lines[0].split(" ");
        if (first.length != 3 || !first[2].startsWith("HTTP/1.")) {
            return Optional.empty();
        }
        String accept = "";
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0
                    && lines[i].substring(0, colon).toLowerCase(Locale.ROOT).equals("accept")) {
                accept = lines[i].substring(colon + 1).strip();
            }
        }
        return Optional.of(new Request(first[0], first[1].split("\\?", 2)[0], accept));
    }
}
