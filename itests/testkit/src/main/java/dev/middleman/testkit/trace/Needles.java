package dev.middleman.testkit.trace;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * What to look for: addresses and secrets, each in all forms. Confined to one thread while it is filled.
 *
 * <p>What is longer than eight bytes is looked for by halves of eight bytes, because half of a key or of an IPv6 address in a
 * register or on a stack is a trace, too; one whole copy then counts as two hits.
 */
public final class Needles {
    private static final int HALF = 8;

    private final List<Needle> all = new ArrayList<>();
    private final Map<String, Integer> subjects = new HashMap<>();

    /**
     * Adds an address.
     *
     * @param label what the report calls it, shared by all of its kind
     */
    public Needles address(String label, InetAddress address) {
        int subject = next(label);
        byte[] raw = address.getAddress();
        binary(label, subject, raw);
        hex(label, subject, raw);
        text(label, subject, address.getHostAddress());
        if (!(address instanceof Inet4Address)) {
            text(label, subject, shortest(raw));
        }
        return this;
    }

    /** Adds a key, an id or whatever else of at least eight bytes nobody should find. */
    public Needles secret(String label, byte[] bytes) {
        if (bytes.length < HALF || bytes.length % HALF != 0) {
            throw new IllegalArgumentException("a secret has a multiple of 8 bytes, not " + bytes.length);
        }
        int subject = next(label);
        binary(label, subject, bytes);
        hex(label, subject, bytes);
        base64(label, subject, bytes);
        return this;
    }

    /** Adds an id of 64 bits. */
    public Needles secret(String label, long id) {
        return secret(label, ByteBuffer.allocate(Long.BYTES).putLong(id).array());
    }

    /** Adds a text that is looked for as such only, such as a payload. */
    public Needles text(String label, String text) {
        text(label, next(label), text);
        return this;
    }

    private int next(String label) {
        return subjects.merge(label, 1, Integer::sum) - 1;
    }

    private void binary(String label, int subject, byte[] raw) {
        int step = Math.min(raw.length, HALF);
        for (int at = 0; at < raw.length; at += step) {
            byte[] part = Arrays.copyOfRange(raw, at, at + step);
            byte[] reversed = part.clone();
            for (int i = 0; i < step; i++) {
                reversed[i] = part[step - 1 - i];
            }
            add(label, subject, Encoding.NETWORK_ORDER, part);
            add(label, subject, Encoding.LITTLE_ENDIAN, reversed);
        }
    }

    private void hex(String label, int subject, byte[] raw) {
        int step = Math.min(raw.length, HALF);
        for (int at = 0; at < raw.length; at += step) {
            for (HexFormat format : List.of(HexFormat.of(), HexFormat.of().withUpperCase())) {
                String digits = format.formatHex(raw, at, at + step);
                add(label, subject, Encoding.HEX, digits.getBytes(StandardCharsets.US_ASCII));
                add(label, subject, Encoding.HEX_UTF16, utf16(digits));
            }
        }
    }

    /** Whole, because what half of it looks like depends on where it begins. */
    private void base64(String label, int subject, byte[] raw) {
        for (Base64.Encoder encoder : List.of(Base64.getUrlEncoder(), Base64.getEncoder())) {
            String digits = encoder.withoutPadding().encodeToString(raw);
            add(label, subject, Encoding.BASE64, digits.getBytes(StandardCharsets.US_ASCII));
            add(label, subject, Encoding.BASE64_UTF16, utf16(digits));
        }
    }

    private void text(String label, int subject, String text) {
        add(label, subject, Encoding.TEXT, text.getBytes(StandardCharsets.US_ASCII));
        add(label, subject, Encoding.TEXT_UTF16, utf16(text));
    }

    /** Both byte orders at once: without the zero at the one end or the other they are the same. A heap dump has the big one. */
    private static byte[] utf16(String text) {
        byte[] little = text.getBytes(StandardCharsets.UTF_16LE);
        return Arrays.copyOf(little, little.length - 1);
    }

    private void add(String label, int subject, Encoding encoding, byte[] bytes) {
        boolean known = all.stream()
                .skip(Math.max(0, all.size() - 32))
                .anyMatch(one ->
                        one.label().equals(label) && one.subject() == subject && Arrays.equals(one.bytes(), bytes));
        if (!known) {
            all.add(new Needle(label, subject, encoding, bytes));
        }
    }

    /** RFC 5952, section 4. */
    private static String shortest(byte[] raw) {
        ByteBuffer words = ByteBuffer.wrap(raw);
        int[] hextets = new int[HALF];
        int bestAt = -1;
        int best = 1;
        for (int i = 0, run = 0; i < HALF; i++) {
            hextets[i] = words.getChar();
            run = hextets[i] == 0 ? run + 1 : 0;
            if (run > best) {
                best = run;
                bestAt = i - run + 1;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < HALF; i++) {
            if (i == bestAt) {
                text.append("::");
                i += best - 1;
            } else {
                text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":");
                text.append(Integer.toHexString(hextets[i]));
            }
        }
        return text.toString();
    }

    /** How many there are with this label. */
    public int count(String label) {
        return subjects.getOrDefault(label, 0);
    }

    List<Needle> all() {
        return all;
    }
}
