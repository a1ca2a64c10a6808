package dev.middleman.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Turns good bytes into bad ones, and sometimes into other good ones. One thread; the same for the same numbers. */
final class Mutator {
    private static final byte[][] TOKENS = Arrays.stream(new String[] {
                "{",
                "}",
                "[",
                "]",
                ",",
                ":",
                "\"",
                "\\",
                "\\u0000",
                "\\ud800",
                "null",
                "true",
                "false",
                "-",
                "0",
                "-1",
                "1e9",
                "0.5",
                "2147483648",
                "9223372036854775808",
                "99999999999999999999999",
                "\"\"",
                "{}",
                "[]",
                "[[[[[[[[",
                "=",
                "_",
                ".",
                "::",
                "%",
                "\u0661",
                "\uffff",
                "\ufeff",
                "\0",
                "\n",
                "//",
                "/*",
                "NaN",
                "\"lt\":1,",
                "\"K\":",
                "[\"::1\",0]",
                "#sha256=",
                "coaps://"
            })
            .map(token -> token.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);

    private final RandomGenerator random;
    private final List<byte[]> good;

    Mutator(RandomGenerator random, List<byte[]> good) {
        this.random = random;
        this.good = good;
    }

    byte[] next() {
        byte[] bytes = good.get(random.nextInt(good.size()));
        if (random.nextInt(16) == 0) {
            return noise();
        }
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            bytes = change(bytes);
        }
        return bytes;
    }

    private byte[] change(byte[] bytes) {
        int at = random.nextInt(bytes.length + 1);
        int to = Math.min(bytes.length, at + random.nextInt(12));
        return switch (random.nextInt(6)) {
            case 0 -> withOneByte(bytes, at, (byte) random.nextInt(256));
            case 1 -> withOneByte(bytes, at, (byte) (' ' + random.nextInt(95)));
            case 2 -> spliced(bytes, at, new byte[0], bytes, to);
            case 3 -> spliced(bytes, at, TOKENS[random.nextInt(TOKENS.length)], bytes, random.nextBoolean() ? at : to);
            case 4 -> spliced(bytes, to, Arrays.copyOfRange(bytes, at, to), bytes, to);
            default -> {
                byte[] other = good.get(random.nextInt(good.size()));
                yield spliced(bytes, at, new byte[0], other, random.nextInt(other.length + 1));
            }
        };
    }

    private static byte[] withOneByte(byte[] bytes, int at, byte value) {
        if (at == bytes.length) {
            return spliced(bytes, at, new byte[] {value}, bytes, at);
        }
        byte[] changed = bytes.clone();
        changed[at] = value;
        return changed;
    }

    /** The head's start up to {@code end}, the middle, and the tail's rest from {@code start}. */
    private static byte[] spliced(byte[] head, int end, byte[] middle, byte[] tail, int start) {
        byte[] all = Arrays.copyOf(head, end + middle.length + tail.length - start);
        System.arraycopy(middle, 0, all, end, middle.length);
        System.arraycopy(tail, start, all, end + middle.length, tail.length - start);
        return all;
    }

    private byte[] noise() {
        byte[] bytes = new byte[random.nextInt(64)];
        random.nextBytes(bytes);
        return bytes;
    }
}
