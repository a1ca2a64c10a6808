package dev.middleman.wire.id;

import dev.middleman.wire.WireException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;

/**
 * A realm's word that a key is a member's: realm's Ed25519 key 32 | last good second since 1970, 8 | signature 64. The
 * signature covers "M2-member-c1" zero-padded to 16 | realm id 32 | the member's Ed25519 key 32 | last good second 8. As the
 * realm id is a hash of the realm's key, whoever checks it needs nothing else. Whose certificate it is does not stand in it:
 * the signature fits one key only.
 *
 * @param realmPub the realm's raw public key, 32 bytes
 * @param notAfter when it stops being good, seconds since 1970
 * @param sig 64 bytes
 */
public record MemberCertificate(Octets realmPub, long notAfter, Octets sig) {
    /** Its length. */
    public static final int BYTES = 104;

    private static final int LABEL_BYTES = 16;
    private static final int SIGNED_BYTES = 88;
    private static final byte[] LABEL = "M2-member-c1".getBytes(StandardCharsets.US_ASCII);

    /** The realm's word for one member. */
    public static MemberCertificate sign(KeyPair realmKey, Octets member, long notAfter) {
        Octets realmPub = Ed25519.raw(realmKey.getPublic());
        return new MemberCertificate(
                realmPub, notAfter, Ed25519.sign(realmKey.getPrivate(), signedBytes(realmPub, member, notAfter)));
    }

    /** The bytes that go into a request. */
    public Octets encode() {
        return Octets.of(ByteBuffer.allocate(BYTES)
                .put(realmPub.toArray())
                .putLong(notAfter)
                .put(sig.toArray())
                .array());
    }

    /** Reads one; nobody has looked at its signature then. */
    public static MemberCertificate parse(byte[] bytes) throws WireException {
        if (bytes.length != BYTES) {
            throw new WireException("a certificate of " + bytes.length + " bytes is not 104 bytes");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte[] realmPub = new byte[Ed25519.KEY_BYTES];
        byte[] sig = new byte[Ed25519.SIGNATURE_BYTES];
        in.get(realmPub);
        long notAfter = in.getLong();
        in.get(sig);
        return new MemberCertificate(Octets.of(realmPub), notAfter, Octets.of(sig));
    }

    /**
     * Whether it says that this key is a member of this realm now.
     *
     * @param wallSeconds now, seconds since 1970
     */
    public boolean admits(Octets realmId, Octets member, long wallSeconds) {
        return wallSeconds <= notAfter
                && RealmDocument.realmIdOf(realmPub).equals(realmId)
                && Ed25519.verify(realmPub, signedBytes(realmPub, member, notAfter), sig);
    }

    private static byte[] signedBytes(Octets realmPub, Octets member, long notAfter) {
        return ByteBuffer.allocate(SIGNED_BYTES)
                .put(LABEL)
                .position(LABEL_BYTES)
                .put(RealmDocument.realmIdOf(realmPub).toArray())
                .put(member.toArray())
                .putLong(notAfter)
                .array();
    }
}
