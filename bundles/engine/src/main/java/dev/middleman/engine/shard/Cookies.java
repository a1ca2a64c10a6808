package dev.middleman.engine.shard;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Cookies that a peer can only return if it receives at the address it sends from: the first 8 bytes of
 * HMAC-SHA-256(secret, source address 16 | source port 2 | relay port 2 | sid 8). Nothing is stored per cookie; the secret
 * is replaced every {@value #ROTATE_SECONDS} s and the one before it still counts.
 */
final class Cookies {
    static final int ROTATE_SECONDS = 60;
    private static final int SECRET_BYTES = 32;
    private static final int INPUT_BYTES = 28;

    private final RandomGenerator random;
    private final ShardTime time;
    private final byte[] input = new byte[INPUT_BYTES];
    private final ByteBuffer fields = ByteBuffer.wrap(input);
    private final byte[] digest = new byte[32];

    private Mac current;
    private Mac previous;
    private int rotatedMs;

    Cookies(RandomGenerator random, ShardTime time) {
        this.random = random;
        this.time = time;
        rotatedMs = time.nowMs();
        current = newMac();
        previous = newMac();
    }

    /** The cookie for what knocks now. */
    long make(Knock knock) {
        rotate();
        return compute(current, knock);
    }

    /** Whether this cookie was made for the same source, port and sid in the last one or two minutes. */
    boolean verify(Knock knock, long cookie) {
        rotate();
        return (compute(current, knock) ^ cookie) == 0 | (compute(previous, knock) ^ cookie) == 0;
    }

    private long compute(Mac mac, Knock knock) {
        fields.clear();
        fields.putLong(knock.high()).putLong(knock.low());
        fields.putChar((char) knock.port()).putChar((char) knock.relayPort()).putLong(knock.sid());
        mac.update(input);
        try {
            mac.doFinal(digest, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA-256 failed", e);
        }
        Arrays.fill(input, (byte) 0);
        return ByteBuffer.wrap(digest).getLong();
    }

    private void rotate() {
        if (!time.isOlder(rotatedMs, ROTATE_SECONDS)) {
            return;
        }
        previous = time.isOlder(rotatedMs, 2 * ROTATE_SECONDS) ? newMac() : current;
        current = newMac();
        rotatedMs = time.nowMs();
    }

    private Mac newMac() {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform has no HMAC-SHA-256", e);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }
}
