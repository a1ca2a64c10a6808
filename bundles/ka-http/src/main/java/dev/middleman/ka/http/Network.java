package dev.middleman.ka.http;

import dev.middleman.api.net.Endpoint;
import dev.middleman.wire.IpText;
import dev.middleman.wire.WireException;
import java.util.ArrayList;
import java.util.List;

/**
 * Addresses that begin alike.
 *
 * @param base one of them
 * @param bits how many leading bits of the 128 they share, 0 to 128; an IPv4 address is the mapped IPv6 one
 */
record Network(Endpoint base, int bits) {
    private static final int MAPPED_BITS = 96;
    private static final int ALL_BITS = 128;

    /**
     * Reads addresses and networks, such as {@code 192.0.2.1} and {@code 2001:db8::/32}.
     *
     * @param setting the name of the setting that they come from
     * @throws IllegalArgumentException when one is neither; shows it
     */
    static List<Network> parse(String setting, String... texts) {
        List<Network> networks = new ArrayList<>();
        for (String text : texts) {
            networks.add(parse(setting, text.strip()));
        }
        return List.copyOf(networks);
    }

    private static Network parse(String setting, String text) {
        String[] parts = text.split("/", 2);
        try {
            Endpoint base = IpText.parse(parts[0]);
            int before = base.isIp4() ? MAPPED_BITS : 0;
            int bits = parts.length == 1 ? ALL_BITS : before + Integer.parseInt(parts[1]);
            if (bits >= before && bits <= ALL_BITS) {
                return new Network(base, bits);
            }
        } catch (WireException | NumberFormatException e) {
            // told below: for the operator it is the same mistake
        }
        throw new IllegalArgumentException(setting + " " + text + " is neither an IP address nor a network");
    }

    boolean contains(Endpoint address) {
        return matches(base.high(), address.high(), Math.min(bits, 64))
                && matches(base.low(), address.low(), Math.max(bits - 64, 0));
    }

    static boolean any(List<Network> networks, Endpoint address) {
        return networks.stream().anyMatch(network -> network.contains(address));
    }

    private static boolean matches(long one, long other, int leading) {
        return leading == 0 || (one ^ other) >>> (64 - leading) == 0;
    }

    /** Says nothing: it may be somebody's address. */
    @Override
    public String toString() {
        return "Network[hidden]";
    }
}
