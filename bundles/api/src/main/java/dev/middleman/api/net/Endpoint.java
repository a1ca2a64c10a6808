package dev.middleman.api.net;

/**
 * An IP address and a UDP port as numbers. Immutable; safe to share.
 *
 * <p>An IPv4 address {@code a.b.c.d} is held as {@code ::ffff:a.b.c.d} (RFC 4291 section 2.5.5.2), so one form serves
 * both families. {@link #toString()} says nothing on purpose: an endpoint that ends up in a log line, an exception or a
 * metric must not carry anybody's address.
 *
 * @param high the first 64 bits of the address in network order; 0 for IPv4
 * @param low the last 64 bits; {@code 0x0000ffff_aabbccdd} for IPv4
 * @param port the UDP port, 0 to 65535; 0 where only the address counts
 */
public record Endpoint(long high, long low, int port) {

    private static final long MAPPED = 0x0000_ffff_0000_0000L;
    private static final long IP4_BITS = 0xffff_ffffL;

    /** @throws IllegalArgumentException when the port is outside 0 to 65535 */
    public Endpoint {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " is not in 0..65535");
        }
    }

    /**
     * An IPv4 endpoint.
     *
     * @param address the 32 bits of the address, network order, as an int
     * @param port the UDP port, 0 to 65535
     */
    public static Endpoint ofIp4(int address, int port) {
        return new Endpoint(0, MAPPED | (address & IP4_BITS), port);
    }

    /** Whether these 128 bits are an IPv4-mapped address, {@code ::ffff:0:0/96}. */
    public static boolean isIp4(long high, long low) {
        return high == 0 && (low & ~IP4_BITS) == MAPPED;
    }

    /** Whether this is an IPv4 address. */
    public boolean isIp4() {
        return isIp4(high, low);
    }

    /** The same address with another port. */
    public Endpoint withPort(int otherPort) {
        return new Endpoint(high, low, otherPort);
    }

    /** Whether both have the same address, whatever the ports. */
    public boolean sameAddress(Endpoint other) {
        return high == other.high && low == other.low;
    }

    /** The family only; never the address. */
    @Override
    public String toString() {
        return isIp4() ? "Endpoint[ip4]" : "Endpoint[ip6]";
    }
}
