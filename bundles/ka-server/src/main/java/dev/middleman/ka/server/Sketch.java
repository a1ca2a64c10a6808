package dev.middleman.ka.server;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Counts how often something happened within a window of time without keeping what it was: a count-min sketch with
 * conservative update (Estan and Varghese 2002), keyed by a secret that ends with the window. It never counts too
 * little; it may count too much when its table gets crowded, which fails towards refusing. For one thread at a time.
 */
final class Sketch {
    private static final int ROWS = 4;
    private static final int WIDTH = 8_192;
    private static final int SECRET_BYTES = 32;

    private final int[][] counts = new int[ROWS][WIDTH];
    private final int[] columns = new int[ROWS];
    private final long windowNs;
    private final RandomGenerator random;
    private final Mac mac;
    private long startNs;
    private boolean started;

    /**
     * @param windowNs how long a window lasts, nanoseconds
     * @param random where the secrets come from
     */
    Sketch(long windowNs, RandomGenerator random) {
        this.windowNs = windowNs;
        this.random = random;
        try {
            this.mac = Mac.getInstance("HmacSHA256");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256 is part of every Java runtime", e);
        }
    }

    /** Counts one more of {@code what} and returns how many there were in this window, this one included. */
    int add(long nowNs, byte[] what) {
        if (!started || nowNs - startNs >= windowNs) {
            begin(nowNs);
        }
        ByteBuffer hash = ByteBuffer.wrap(mac.doFinal(what));
        int least = Integer.MAX_VALUE;
        for (int row = 0; row < ROWS; row++) {
            columns[row] = hash.getInt() & (WIDTH - 1);
            least = Math.min(least, counts[row][columns[row]]);
        }
        int now = least + 1;
        for (int row = 0; row < ROWS; row++) {
            counts[row][columns[row]] = Math.max(counts[row][columns[row]], now);
        }
        return now;
    }

    /** Seconds until the window ends and everything is forgotten, 1 or more. */
    int secondsLeft(long nowNs) {
        return Seconds.ceil(windowNs - (nowNs - startNs));
    }

    private void begin(long nowNs) {
        for (int[] row : counts) {
            Arrays.fill(row, 0);
        }
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        try {
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("any 32 bytes are a key", e);
        }
        Arrays.fill(secret, (byte) 0);
        startNs = nowNs;
        started = true;
    }
}
