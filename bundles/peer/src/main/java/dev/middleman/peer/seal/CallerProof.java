package dev.middleman.peer.seal;

import dev.middleman.wire.id.Ed25519;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.Pid;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.Optional;

/**
 * How a caller shows who it is, inside the sealed line: one datagram, repeated until it is acknowledged.
 *
 * <pre>
 *   0  tag        16   derived from the line's secret: no program's payload looks like it
 *  16  Ed25519 key 32
 *  48  signature   64  over "M2-caller-v1" | realm id 32 | binding 32, derived from the line's secret
 * </pre>
 *
 * <p>The acknowledgement is 16 bytes, derived likewise. Both are taken out of the stream of datagrams that the program
 * sees. Immutable; thread-safe.
 */
public final class CallerProof {
    private static final int TAG_BYTES = 16;
    private static final int BYTES = TAG_BYTES + Ed25519.KEY_BYTES + Ed25519.SIGNATURE_BYTES;
    private static final byte[] LABEL = "M2-caller-v1".getBytes(StandardCharsets.US_ASCII);

    private final Octets realmId;
    private final byte[] tag;
    private final byte[] acknowledgement;
    private final byte[] binding;

    public CallerProof(LineSecret secret, Octets realmId) {
        this.realmId = realmId;
        this.tag = secret.proofTag();
        this.acknowledgement = secret.proofAcknowledgement();
        this.binding = secret.proofBinding();
    }

    /** The caller's datagram. */
    public byte[] make(KeyPair identity) {
        return ByteBuffer.allocate(BYTES)
                .put(tag)
                .put(Ed25519.raw(identity.getPublic()).toArray())
                .put(Ed25519.sign(identity.getPrivate(), signed()).toArray())
                .array();
    }

    /** Whether a datagram claims to be a proof. */
    public boolean isProof(ByteBuffer payload) {
        return payload.remaining() == BYTES
                && payload.slice(payload.position(), TAG_BYTES).equals(ByteBuffer.wrap(tag));
    }

    /** Who made the proof; empty when nobody did. */
    public Optional<Pid> verify(ByteBuffer proof) {
        ByteBuffer in = proof.duplicate().position(proof.position() + TAG_BYTES);
        byte[] key = new byte[Ed25519.KEY_BYTES];
        byte[] signature = new byte[Ed25519.SIGNATURE_BYTES];
        in.get(key).get(signature);
        return Ed25519.verify(Octets.of(key), signed(), Octets.of(signature))
                ? Optional.of(Pid.of(realmId, Octets.of(key)))
                : Optional.empty();
    }

    /** The target's answer. */
    public byte[] acknowledgement() {
        return acknowledgement.clone();
    }

    public boolean isAcknowledgement(ByteBuffer payload) {
        return payload.equals(ByteBuffer.wrap(acknowledgement));
    }

    private byte[] signed() {
        return ByteBuffer.allocate(LABEL.length + 64)
                .put(LABEL)
                .put(realmId.toArray())
                .put(binding)
                .array();
    }
}
