package dev.middleman.wire;

import java.util.Arrays;

/**
 * Hides how long an answer is: trailing spaces, which JSON ignores, up to one of three sizes. Stateless.
 */
public final class Padding {
    /** The most bytes a message may have. */
    public static final int MAX_BYTES = 1_024;

    private static final int[] SIZES = {256, 512, MAX_BYTES};

    private Padding() {}

    /**
     * Pads to 256, 512 or 1,024 bytes, whichever is the first that holds the message.
     *
     * @throws IllegalArgumentException when there are more than 1,024 bytes
     */
    public static byte[] pad(byte[] json) {
        for (int size : SIZES) {
            if (json.length <= size) {
                byte[] padded = Arrays.copyOf(json, size);
                Arrays.fill(padded, json.length, size, (byte) ' ');
                return padded;
            }
        }
        throw new IllegalArgumentException("a message of " + json.length + " bytes is not in 0..1024");
    }
}
