package dev.middleman.ka.http;

import java.util.List;
import java.util.Set;

/**
 * Everything that the HTTPS binding is told, validated.
 *
 * @param allowedOrigins origins whose pages may use it
 * @param trustedProxies who may come without TLS and say whom it asks for
 * @param maxWaiting requests under way at a time, 1 to 100,000
 */
record HttpSettings(Set<String> allowedOrigins, List<Network> trustedProxies, int maxWaiting) {
    private static final String ORIGIN = "https?://[a-z0-9.:\\[\\]-]+";

    /** @throws IllegalArgumentException when something cannot be used; shows it */
    HttpSettings {
        allowedOrigins = Set.copyOf(allowedOrigins);
        for (String origin : allowedOrigins) {
            if (!origin.matches(ORIGIN)) {
                throw new IllegalArgumentException(
                        "allowedOrigins " + origin + " is not scheme://host or scheme://host:port in small letters");
            }
        }
        if (maxWaiting < 1 || maxWaiting > 100_000) {
            throw new IllegalArgumentException("maxWaiting " + maxWaiting + " is not in 1..100000");
        }
    }

    static HttpSettings of(KaHttpConfig config) {
        return new HttpSettings(
                Set.of(config.allowedOrigins()),
                Network.parse("trustedProxies", config.trustedProxies()),
                config.maxWaiting());
    }

    /** Says nothing: addresses are in it. */
    @Override
    public String toString() {
        return "HttpSettings[hidden]";
    }
}
