package dev.middleman.wire.id;

import dev.middleman.wire.WireException;
import dev.middleman.wire.json.OutOfRange;

/**
 * What a caller hands the one it calls, through the KA server: an ephemeral X25519 key (RFC 7748) and nothing else, so it
 * tells nothing about the caller.
 *
 * <pre>
 *   0  ephemeral key  32
 * </pre>
 *
 * @param ephemeral the caller's X25519 public key, 32 bytes
 */
public record CallerBlob(Octets ephemeral) {
    /** Bytes of a caller's blob. */
    public static final int BYTES = 32;

    /** @throws IllegalArgumentException when there are not 32 bytes */
    public CallerBlob {
        OutOfRange.unless(ephemeral.length() == BYTES, "a caller's key is not 32 bytes");
    }

    public Octets encode() {
        return ephemeral;
    }

    public static CallerBlob parse(Octets blob) throws WireException {
        if (blob.length() != BYTES) {
            throw new WireException("a caller's blob of " + blob.length() + " bytes is not 32 bytes");
        }
        return new CallerBlob(blob);
    }
}
