package dev.middleman.ka.http;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;

/**
 * Everything that the HTTPS binding is told, validated.
 *
 * @param allowedOrigins origins whose pages may use it
 * @param trustedProxies who may come without TLS and say whom it asks for
 * @param maxWaiting requests under way at a time, 1 to 100,000
 * @param httpServers a filter for the container's HTTP servers that serve it; empty for the one that comes with us
 * @param statusPage whether totals are shown to everybody
 * @param demoPage whether two tabs may try it out
 */
record HttpSettings(
        Set<String> allowedOrigins,
        List<Network> trustedProxies,
        int maxWaiting,
        Optional<String> httpServers,
        boolean statusPage,
        boolean demoPage) {
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
        httpServers.ifPresent(HttpSettings::requireFilter);
    }

    /** Without pages for browsers. */
    HttpSettings(
            Set<String> allowedOrigins, List<Network> trustedProxies, int maxWaiting, Optional<String> httpServers) {
        this(allowedOrigins, trustedProxies, maxWaiting, httpServers, false, false);
    }

    /** A server that cannot read it ignores the servlet, and says so to nobody who would look. */
    private static void requireFilter(String filter) {
        try {
            FrameworkUtil.createFilter(filter);
        } catch (InvalidSyntaxException e) {
            throw new IllegalArgumentException("httpServers " + filter + " is not a filter such as (name=value)", e);
        }
    }

    static HttpSettings of(KaHttpConfig config) {
        return new HttpSettings(
                Set.of(config.allowedOrigins()),
                Network.parse("trustedProxies", config.trustedProxies()),
                config.maxWaiting(),
                Optional.of(config.httpServers().strip()).filter(filter -> !filter.isEmpty()),
                config.statusPage(),
                config.demoPage());
    }

    /** Says nothing: addresses are in it. */
    @Override
    public String toString() {
        return "HttpSettings[hidden]";
    }
}
