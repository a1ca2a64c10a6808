package dev.middleman.wire.id;

import dev.middleman.api.net.Endpoint;
import dev.middleman.wire.IpText;
import dev.middleman.wire.WireException;

/**
 * A peer's id: the first 16 bytes of SHA-256("M2-pid" | realmId | ed25519pub). Valid in one realm; written like an IPv6
 * address, and a label only (as HIP's ORCHIDv2, RFC 7343).
 *
 * @param high the first 8 bytes
 * @param low the last 8 bytes
 */
public record Pid(long high, long low) {

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
