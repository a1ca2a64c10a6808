package dev.middleman.wire.knock;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/**
 * Makes and checks the mac of knock frames: the first 16 bytes of HMAC-SHA-256(K, "m2k1" | direction | frame bytes 0 to
 * 27) (RFC 2104). Not thread-safe: one per thread.
 *
 * <p>Takes the key with each call and keeps nothing of it: the mac engine is given another key before a call returns.
 */
public final class KnockMac {
    /** The length of a leg's key. */
    public static final int KEY_BYTES = 16;

    private static final String ALGORITHM = "HmacSHA256";
    private static final int DIGEST_BYTES = 32;
    private static final byte[] LABEL = "m2k1".getBytes(StandardCharsets.US_ASCII);
    private static final RawKey NO_KEY = new RawKey(new byte[KEY_BYTES]);

    private final Mac hmac;
    private final byte[] digest = new byte[DIGEST_BYTES];
    private final byte[] expected = new byte[KnockFrame.MAC_BYTES];
    private final byte[] given = new byte[KnockFrame.MAC_BYTES];

    /** @throws IllegalStateException when the platform has no HMAC-SHA-256, which every Java platform must have */
    public KnockMac() {
        try {
            hmac = Mac.getInstance(ALGORITHM);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform has no " + ALGORITHM, e);
        }
    }

    /**
     * Writes the mac into a frame whose other fields are final.
     *
     * @param key {@value #KEY_BYTES} bytes
     * @param frame {@value KnockFrame#BYTES} bytes
     * @throws IllegalArgumentException when either has another length
     */
    public void sign(byte[] key, KnockDirection direction, byte[] frame) {
        compute(key, direction, frame);
        System.arraycopy(expected, 0, frame, KnockFrame.MAC_AT, KnockFrame.MAC_BYTES);
    }

    /**
     * Whether the frame carries the right mac. Takes the same time wherever the first difference is.
     *
     * @param key {@value #KEY_BYTES} bytes
     * @param frame {@value KnockFrame#BYTES} bytes
     * @throws IllegalArgumentException when either has another length
     */
    public boolean verify(byte[] key, KnockDirection direction, byte[] frame) {
        compute(key, direction, frame);
        System.arraycopy(frame, KnockFrame.MAC_AT, given, 0, KnockFrame.MAC_BYTES);
        return MessageDigest.isEqual(expected, given);
    }

    private void compute(byte[] key, KnockDirection direction, byte[] frame) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("a leg's key has " + KEY_BYTES + " bytes, not " + key.length);
        }
        if (frame.length != KnockFrame.BYTES) {
            throw new IllegalArgumentException("a knock frame has " + KnockFrame.BYTES + " bytes, not " + frame.length);
        }
        try {
            hmac.init(new RawKey(key));
            hmac.update(LABEL);
            hmac.update(direction.code());
            hmac.update(frame, 0, KnockFrame.MAC_AT);
            hmac.doFinal(digest, 0);
            hmac.init(NO_KEY);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA-256 failed", e);
        }
        System.arraycopy(digest, 0, expected, 0, KnockFrame.MAC_BYTES);
        Arrays.fill(digest, (byte) 0);
    }

    /**
     * A key that lends the caller's bytes. {@code SecretKeySpec} would leave a copy behind for each call and cannot be
     * told to forget it; the copy made here is zeroed by the mac engine.
     */
    private static final class RawKey implements SecretKey {
        private static final long serialVersionUID = 1L;

        private final transient byte[] bytes;

        RawKey(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public String getAlgorithm() {
            return ALGORITHM;
        }

        @Override
        public String getFormat() {
            return "RAW";
        }

        @Override
        public byte[] getEncoded() {
            return bytes.clone();
        }
    }
}
