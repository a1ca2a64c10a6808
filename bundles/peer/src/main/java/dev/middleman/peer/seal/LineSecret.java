package dev.middleman.peer.seal;

import dev.middleman.wire.id.Octets;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;

/**
 * What the two ends of a line share and nobody else knows. Everything that a line needs is derived from it by HKDF
 * (RFC 5869), each thing under a label of its own. Immutable; thread-safe.
 *
 * <p>Extract: salt = SHA-256("M2-line-v1" | SHA-256(caller's blob) | SHA-256(target's sealed blob)), key material = X25519
 * of the two ephemeral keys. So ends that saw other blobs share nothing.
 */
public final class LineSecret {
    /** How many attempts to replace a line are recognised by the other side. */
    public static final int NEXT_KEYS = 8;

    private static final int BYTES = 32;
    private static final int TAG_BYTES = 16;

    private final byte[] secret;

    private LineSecret(byte[] secret) {
        this.secret = secret;
    }

    static LineSecret of(byte[] shared, Octets callerBlob, Octets sealedBlob) {
        byte[] salt = sha256(
                "M2-line-v1".getBytes(StandardCharsets.US_ASCII),
                sha256(callerBlob.toArray()),
                sha256(sealedBlob.toArray()));
        return new LineSecret(new HKDFBytesGenerator(new SHA256Digest()).extractPRK(salt, shared));
    }

    /** The pre-shared key of the end-to-end channel, 32 bytes. */
    byte[] channelKey() {
        return expand("psk", 0, BYTES);
    }

    /** How a caller's proof of identity begins; unguessable, so no payload is taken for one. 16 bytes. */
    byte[] proofTag() {
        return expand("proof", 0, TAG_BYTES);
    }

    /** What acknowledges such a proof. 16 bytes. */
    byte[] proofAcknowledgement() {
        return expand("proof-ack", 0, TAG_BYTES);
    }

    /** What a caller's proof of identity signs besides its label. 32 bytes. */
    byte[] proofBinding() {
        return expand("proof-binding", 0, BYTES);
    }

    /**
     * The ephemeral key that the caller will use to replace this line. Both ends can compute it, so the other side knows
     * whose replacement it is; to everybody else it is a fresh key like any other.
     *
     * @param attempt 0 to {@value #NEXT_KEYS} - 1; every attempt has another key
     */
    X25519PrivateKeyParameters nextKey(int attempt) {
        return new X25519PrivateKeyParameters(expand("next", attempt, BYTES));
    }

    /** Says nothing. */
    @Override
    public String toString() {
        return "LineSecret[hidden]";
    }

    private byte[] expand(String label, int index, int bytes) {
        byte[] text = ("M2-line-v1 " + label).getBytes(StandardCharsets.US_ASCII);
        byte[] info = Arrays.copyOf(text, text.length + 1);
        info[text.length] = (byte) index;
        HKDFBytesGenerator hkdf = new HKDFBytesGenerator(new SHA256Digest());
        hkdf.init(HKDFParameters.skipExtractParameters(secret, info));
        byte[] out = new byte[bytes];
        hkdf.generateBytes(out, 0, bytes);
        return out;
    }

    static byte[] sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
