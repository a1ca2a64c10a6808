package dev.middleman.wire.id;

import dev.middleman.api.net.Endpoint;
import dev.middleman.wire.IpText;
import dev.middleman.wire.WireException;
import dev.middleman.wire.json.OutOfRange;
import java.nio.ByteBuffer;

/**
 * A peer's id: the first 16 bytes of SHA-256("M2-pid" | realmId | ed25519pub). Valid in one realm; written like an IPv6
 * address, and a label only (as HIP's ORCHIDv2, RFC 7343).
 *
 * @param high the first 8 bytes
 * @param low the last 8 bytes
 */
public record Pid(long high, long low) {

    /**
     * The id of a key in a realm.
     *
     * @param realmId 32 bytes
     * @param pub the peer's raw Ed25519 public key, 32 bytes
     * @throws IllegalArgumentException when a length is wrong
     */
    public static Pid of(Octets realmId, Octets pub) {
        OutOfRange.unless(realmId.length() == Sha256.BYTES, "realm id is not 32 bytes");
        OutOfRange.unless(pub.length() == Ed25519.KEY_BYTES, "a public key is not 32 bytes");
        ByteBuffer hash = ByteBuffer.wrap(
                new Sha256().add("M2-pid").add(realmId).add(pub).octets().toArray());
        return new Pid(hash.getLong(), hash.getLong());
    }

    /** Reads what {@link #text()} writes, and any other spelling of the same IPv6 address. */
    public static Pid parse(String text) throws WireException {
        if (text.indexOf(':') < 0) {
            throw new WireException("not a peer id");
        }
        Endpoint bits = IpText.parse(text);
        return new Pid(bits.high(), bits.low());
    }

    /** As RFC 5952 writes an IPv6 address. */
    public String text() {
        return IpText.format6(high, low);
    }

    /** Says nothing: who somebody is belongs in no log. {@link #text()} is for those who must show it. */
    @Override
    public String toString() {
        return "Pid[hidden]";
    }
}
