package dev.middleman.wire.id;

import dev.middleman.wire.json.OutOfRange;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Nonces that a KA server need not remember: time 8 | random 8 | HMAC-SHA-256(secret, the 16 bytes before)[0..15].
 * Thread-safe if its random source is. Which nonces are spent is for the server to keep, for as long as they are valid.
 */
public final class Nonces {
    /** Bytes of a nonce. */
    public static final int BYTES = 32;

    /** How long a nonce is good, seconds. */
    public static final int VALID_SECONDS = 60;

    private static final int SIGNED_BYTES = 16;
    private static final int MAC_BYTES = 16;
    private static final int MIN_SECRET_BYTES = 16;

    private final SecretKeySpec secret;
    private final RandomGenerator random;

    /**
     * @param secret 16 bytes or more that no one else knows; dies with the server
     * @param random a secure source
     * @throws IllegalArgumentException when the secret is shorter
     */
    public Nonces(byte[] secret, RandomGenerator random) {
        OutOfRange.unless(secret.length >= MIN_SECRET_BYTES, "a secret of " + secret.length + " bytes is below 16");
        this.secret = new SecretKeySpec(secret, "HmacSHA256");
        this.random = random;
    }

    /** @param wallSeconds the server's clock, seconds since 1970 */
    public Octets issue(long wallSeconds) {
        ByteBuffer nonce = ByteBuffer.allocate(BYTES).putLong(wallSeconds).putLong(random.nextLong());
        return Octets.of(nonce.put(mac(nonce.array())).array());
    }

    /**
     * Whether this server issued it within the last 60 seconds. A nonce from the future (the clock was set back) is
     * refused: asking for a new one costs its owner one more round trip.
     *
     * @param wallSeconds the server's clock, seconds since 1970
     */
    public boolean isValid(Octets nonce, long wallSeconds) {
        if (nonce.length() != BYTES) {
            return false;
        }
        byte[] bytes = nonce.toArray();
        long issued = ByteBuffer.wrap(bytes).getLong();
        boolean mine = MessageDigest.isEqual(mac(bytes), Arrays.copyOfRange(bytes, SIGNED_BYTES, BYTES));
        return mine && issued <= wallSeconds && wallSeconds - issued <= VALID_SECONDS;
    }

    private byte[] mac(byte[] nonce) {
        try {
            Mac mac = Mac.getInstance(secret.getAlgorithm());
            mac.init(secret);
            mac.update(nonce, 0, SIGNED_BYTES);
            return Arrays.copyOf(mac.doFinal(), MAC_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }
}
