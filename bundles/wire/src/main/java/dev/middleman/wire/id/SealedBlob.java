package dev.middleman.wire.id;

import dev.middleman.wire.WireException;
import dev.middleman.wire.json.OutOfRange;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A {@link TargetBlob} sealed to the caller's ephemeral key with HPKE (RFC 9180), as it travels.
 *
 * <pre>
 *   0  encapsulated key   32
 *  32  ciphertext        128, and its tag 16
 * </pre>
 *
 * @param encapsulated HPKE's {@code enc}, 32 bytes
 * @param ciphertext 144 bytes
 */
public record SealedBlob(Octets encapsulated, Octets ciphertext) {
    /** Bytes of a sealed blob. */
    public static final int BYTES = 176;

    private static final int ENCAPSULATED_BYTES = 32;
    private static final int CIPHERTEXT_BYTES = TargetBlob.BYTES + 16;

    /** @throws IllegalArgumentException when a length is wrong */
    public SealedBlob {
        OutOfRange.unless(encapsulated.length() == ENCAPSULATED_BYTES, "an encapsulated key is not 32 bytes");
        OutOfRange.unless(ciphertext.length() == CIPHERTEXT_BYTES, "a ciphertext is not 144 bytes");
    }

    public Octets encode() {
        return Octets.of(ByteBuffer.allocate(BYTES)
                .put(encapsulated.toArray())
                .put(ciphertext.toArray())
                .array());
    }

    public static SealedBlob parse(Octets blob) throws WireException {
        if (blob.length() != BYTES) {
            throw new WireException("a sealed blob of " + blob.length() + " bytes is not 176 bytes");
        }
        byte[] bytes = blob.toArray();
        return new SealedBlob(
                Octets.of(Arrays.copyOf(bytes, ENCAPSULATED_BYTES)),
                Octets.of(Arrays.copyOfRange(bytes, ENCAPSULATED_BYTES, BYTES)));
    }
}
