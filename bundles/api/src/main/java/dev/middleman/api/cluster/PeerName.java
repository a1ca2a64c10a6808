package dev.middleman.api.cluster;

/**
 * Who a peer is: an id means something in one realm only.
 *
 * @param realm 32 bytes; not copied
 * @param high the first 8 bytes of its id
 * @param low the last 8 bytes
 */
public record PeerName(byte[] realm, long high, long low) {
    /** Bytes of a realm's id. */
    public static final int REALM_BYTES = 32;

    /** @throws IllegalArgumentException when the realm has another length */
    public PeerName {
        if (realm.length != REALM_BYTES) {
            throw new IllegalArgumentException("a realm id is not 32 bytes");
        }
    }

    /** Says nothing: who somebody is belongs in no log. */
    @Override
    public String toString() {
        return "PeerName[hidden]";
    }
}
