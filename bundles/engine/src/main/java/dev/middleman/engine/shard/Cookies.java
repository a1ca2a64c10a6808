package dev.middleman.engine.shard;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Cookies that a peer can only return if it receives at the address it sends from: the first 8 bytes of
 * HMAC-SHA-256(secret, masked source address 16 | source port 2 | relay port 2 | sid 8). Nothing is stored per cookie; the secret
 * is replaced every {@value #ROTATE_SECONDS} s and the one before it still counts.
 *
 * <p>The digest works on arrays, and a collector that moves one in the middle of it leaves a copy where it was. So the address goes in
 * under a mask that is drawn with each secret: to whoever can do both it is the same cookie, and what may lie about is no address.
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

    private Secret current;
    private Secret previous;
    private int rotatedMs;

    /** What cookies of one time are made with. */
    private record Secret(Mac mac, long maskHigh, long maskLow) {}

    Cookies(RandomGenerator random, ShardTime time) {
        this.random = random;
        this.time = time;
        rotatedMs = time.nowMs();
        current = newSecret();
        previous = newSecret();
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

    private long compute(Secret secret, Knock knock) {
        fields.clear();
        fields.putLong(knock.high() ^ secret.maskHigh()).putLong(knock.low() ^ secret.maskLow());
        fields.putChar((char) knock.port()).putChar((char) knock.relayPort()).putLong(knock.sid());
        secret.mac().update(input);
        try {
            secret.mac().doFinal(digest, 0);
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
        previous = time.isOlder(rotatedMs, 2 * ROTATE_SECONDS) ? newSecret() : current;
        current = newSecret();
        rotatedMs = time.nowMs();
    }

    private Secret newSecret() {
        return new Secret(newMac(), random.nextLong(), random.nextLong());
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
