package dev.middleman.ka.server;

import dev.middleman.api.net.Endpoint;
import java.nio.ByteBuffer;

/**
 * Where a caller sits, as coarse as limits need it: an IPv4 address or an IPv6 /64. Kept no longer than a look-up.
 *
 * @param high the first 8 bytes of the address
 * @param low the last 8 bytes; 0 for IPv6
 */
record Source(long high, long low) {

    static Source of(Endpoint endpoint) {
        return new Source(endpoint.high(), endpoint.isIp4() ? endpoint.low() : 0);
    }

    /** 16 bytes. */
    byte[] toBytes() {
        return ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    }

    /** Says nothing: it is an address. */
    @Override
    public String toString() {
        return "Source[hidden]";
    }
}
