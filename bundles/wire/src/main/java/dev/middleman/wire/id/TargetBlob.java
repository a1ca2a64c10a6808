package dev.middleman.wire.id;

import dev.middleman.wire.WireException;
import dev.middleman.wire.json.OutOfRange;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;

/**
 * What a called peer answers the caller, before it is sealed ({@link SealedBlob}): a key for this line, and the proof that
 * the holder of the pid made it for this caller. A KA server that swaps keys cannot make such a proof.
 *
 * <pre>
 *   0  ephemeral X25519 key  32
 *  32  Ed25519 public key    32
 *  64  signature             64
 * </pre>
 *
 * @param ephemeral the called peer's X25519 public key for this line, 32 bytes
 * @param identity its raw Ed25519 public key, 32 bytes; the pid is a hash of it
 * @param signature over {@link #signatureInput}, 64 bytes
 */
public record TargetBlob(Octets ephemeral, Octets identity, Octets signature) {
    /** Bytes of a target's blob before it is sealed. */
    public static final int BYTES = 128;

    private static final int KEY_BYTES = 32;
    private static final byte[] LABEL = "M2-line-v1".getBytes(StandardCharsets.US_ASCII);

    /** @throws IllegalArgumentException when a length is wrong */
    public TargetBlob {
        OutOfRange.unless(ephemeral.length() == KEY_BYTES, "a target's key is not 32 bytes");
        OutOfRange.unless(identity.length() == Ed25519.KEY_BYTES, "a public key is not 32 bytes");
        OutOfRange.unless(signature.length() == Ed25519.SIGNATURE_BYTES, "a signature is not 64 bytes");
    }

    /**
     * The 106 bytes that are signed: "M2-line-v1" 10 | realm id 32 | SHA-256(the caller's blob) 32 | the target's ephemeral
     * key 32.
     */
    public static byte[] signatureInput(Octets realmId, Octets callerBlob, Octets ephemeral) {
        return ByteBuffer.allocate(LABEL.length + 3 * Sha256.BYTES)
                .put(LABEL)
                .put(realmId.toArray())
                .put(new Sha256().add(callerBlob).octets().toArray())
                .put(ephemeral.toArray())
                .array();
    }

    /** Signs an ephemeral key for one caller. */
    public static TargetBlob sign(Octets realmId, Octets callerBlob, Octets ephemeral, KeyPair key) {
        Octets signature = Ed25519.sign(key.getPrivate(), signatureInput(realmId, callerBlob, ephemeral));
        return new TargetBlob(ephemeral, Ed25519.raw(key.getPublic()), signature);
    }

    /** Whether the peer that was called made this, in this realm, for the caller's blob. */
    public boolean verify(Octets realmId, Octets callerBlob, Pid called) {
        return Pid.of(realmId, identity).equals(called)
                && Ed25519.verify(identity, signatureInput(realmId, callerBlob, ephemeral), signature);
    }

    public byte[] encode() {
        return ByteBuffer.allocate(BYTES)
                .put(ephemeral.toArray())
                .put(identity.toArray())
                .put(signature.toArray())
                .array();
    }

    public static TargetBlob parse(byte[] bytes) throws WireException {
        if (bytes.length != BYTES) {
            throw new WireException("a target's blob of " + bytes.length + " bytes is not 128 bytes");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        return new TargetBlob(next(in, KEY_BYTES), next(in, Ed25519.KEY_BYTES), next(in, Ed25519.SIGNATURE_BYTES));
    }

    private static Octets next(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return Octets.of(bytes);
    }
}
