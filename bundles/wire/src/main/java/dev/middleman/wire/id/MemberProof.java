package dev.middleman.wire.id;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * How somebody shows to know a realm's secret: HMAC-SHA-256 with it over "M2-member-v1" zero-padded to 16 | realm id 32 |
 * kaId 32 | nonce 32 | the caller's Ed25519 key 32. So a proof is good for one request of one caller to one server; that
 * request is signed by the same key, which ties everything else in it to the proof. Stateless.
 */
public final class MemberProof {
    /** Bytes that a proof covers. */
    public static final int INPUT_BYTES = 144;

    /** The least bytes of a realm's secret. */
    public static final int MIN_SECRET_BYTES = 16;

    private static final int LABEL_BYTES = 16;
    private static final byte[] LABEL = "M2-member-v1".getBytes(StandardCharsets.US_ASCII);
    private static final String ALGORITHM = "HmacSHA256";

    private MemberProof() {}

    /**
     * What a proof covers.
     *
     * @param context of the signed request that it comes in
     * @param pub the raw key that signs the request
     */
    public static byte[] input(ProofContext context, Octets pub) {
        return ByteBuffer.allocate(INPUT_BYTES)
                .put(LABEL)
                .position(LABEL_BYTES)
                .put(context.realmId().toArray())
                .put(context.kaId().toArray())
                .put(context.nonce().toArray())
                .put(pub.toArray())
                .array();
    }

    /**
     * The proof, 32 bytes.
     *
     * @throws IllegalArgumentException when the secret is shorter than {@value #MIN_SECRET_BYTES} bytes
     */
    public static Octets bySecret(Octets secret, byte[] input) {
        if (secret.length() < MIN_SECRET_BYTES) {
            throw new IllegalArgumentException("a secret of " + secret.length() + " bytes is shorter than 16 bytes");
        }
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.toArray(), ALGORITHM));
            return Octets.of(mac.doFinal(input));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256 is part of every Java runtime", e);
        }
    }
}
