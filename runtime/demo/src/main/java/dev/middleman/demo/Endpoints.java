package dev.middleman.demo;

import dev.middleman.api.net.Endpoint;
import dev.middleman.wire.IpText;
import dev.middleman.wire.WireException;
import java.util.Comparator;

/** Where everybody is, on loopback, and an order for endpoints. Stateless. */
final class Endpoints {

    static final Comparator<Endpoint> ORDER = Comparator.comparingLong(Endpoint::high)
            .thenComparingLong(Endpoint::low)
            .thenComparingInt(Endpoint::port);

    private Endpoints() {}

    static Endpoint of(String literal) {
        try {
            return IpText.parse(literal);
        } catch (WireException mistyped) {
            throw new IllegalArgumentException(mistyped);
        }
    }

    /** An address of the demonstration, {@code host:port}; nobody else's is ever shown. */
    static String text(Endpoint endpoint) {
        String host = IpText.format(endpoint);
        return (endpoint.isIp4() ? host : "[" + host + "]") + ":" + endpoint.port();
    }
}
