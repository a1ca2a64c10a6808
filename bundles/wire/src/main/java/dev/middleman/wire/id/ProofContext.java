package dev.middleman.wire.id;

import dev.middleman.wire.json.OutOfRange;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a signed request is bound to besides its body. Naming the KA server stops one server from handing a proof on to
 * another; the nonce stops a replay.
 *
 * @param role who signs
 * @param realmId 32 bytes; zero for a middle-man, which belongs to no realm
 * @param kaId 32 bytes, SHA-256 of the server's SPKI
 * @param nonce 32 bytes from that server
 */
public record ProofContext(Role role, Octets realmId, Octets kaId, Octets nonce) {
    /** Bytes that are signed. */
    public static final int PROOF_BYTES = 145;

    private static final int LABEL_BYTES = 16;
    private static final byte[] LABEL = "M2-PoP-v1".getBytes(StandardCharsets.US_ASCII);
    private static final Octets NO_REALM = Octets.of(new byte[Sha256.BYTES]);

    /** @throws IllegalArgumentException when something has not 32 bytes */
    public ProofContext {
        OutOfRange.unless(realmId.length() == Sha256.BYTES, "realm id is not 32 bytes");
        OutOfRange.unless(kaId.length() == Sha256.BYTES, "kaId is not 32 bytes");
        OutOfRange.unless(nonce.length() == Nonces.BYTES, "nonce is not 32 bytes");
    }

    public static ProofContext ofPeer(Octets realmId, Octets kaId, Octets nonce) {
        return new ProofContext(Role.PEER, realmId, kaId, nonce);
    }

    public static ProofContext ofMiddleman(Octets kaId, Octets nonce) {
        return new ProofContext(Role.MIDDLEMAN, NO_REALM, kaId, nonce);
    }

    /**
     * The 145 bytes that a signature or a membership proof covers: "M2-PoP-v1" zero-padded to 16 | role 1 | realm id 32 |
     * kaId 32 | nonce 32 | SHA-256(body) 32.
     */
    public byte[] proofInput(Octets body) {
        return ByteBuffer.allocate(PROOF_BYTES)
                .put(LABEL)
                .position(LABEL_BYTES)
                .put((byte) role.code())
                .put(realmId.toArray())
                .put(kaId.toArray())
                .put(nonce.toArray())
                .put(new Sha256().add(body).octets().toArray())
                .array();
    }
}
