package dev.middleman.ka.http;

import dev.middleman.api.net.Endpoint;
import dev.middleman.wire.IpText;
import dev.middleman.wire.WireException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Who asks, and how the request came. Kept as long as the request.
 *
 * @param address where the request comes from, through trusted proxies
 * @param isConfidential whether nobody on the way could read it: TLS up to here, or up to a trusted proxy
 */
record Caller(Endpoint address, boolean isConfidential) {
    private static final String FORWARDED_FOR = "X-Forwarded-For";

    static Caller of(HttpServletRequest request, List<Network> trustedProxies) {
        Endpoint neighbour = addressOrUnknown(request.getRemoteAddr());
        if (!Network.any(trustedProxies, neighbour)) {
            return new Caller(neighbour, request.isSecure());
        }
        return new Caller(behind(neighbour, forwardedFor(request), trustedProxies), true);
    }

    /** Each proxy adds its neighbour at the end; so from there, the first that is no trusted proxy is who asks. */
    private static Endpoint behind(Endpoint neighbour, List<String> path, List<Network> trustedProxies) {
        Endpoint last = neighbour;
        Collections.reverse(path);
        for (String text : path) {
            try {
                last = address(text);
            } catch (WireException e) {
                return last; // the rest may come from anybody
            }
            if (!Network.any(trustedProxies, last)) {
                return last;
            }
        }
        return last;
    }

    private static List<String> forwardedFor(HttpServletRequest request) {
        List<String> path = new ArrayList<>();
        for (String header : Collections.list(request.getHeaders(FORWARDED_FOR))) {
            for (String text : header.split(",")) {
                path.add(text.strip());
            }
        }
        return path;
    }

    /** The unspecified address stands for what cannot be read: all who come like that share one limit. */
    private static Endpoint addressOrUnknown(String text) {
        try {
            return address(text);
        } catch (WireException e) {
            return new Endpoint(0, 0, 0);
        }
    }

    /** Containers put IPv6 addresses in brackets or not, and a zone behind link-local ones. */
    private static Endpoint address(String text) throws WireException {
        String bare = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        int zone = bare.indexOf('%');
        return IpText.parse(zone < 0 ? bare : bare.substring(0, zone));
    }

    /** Says nothing: it is an address. */
    @Override
    public String toString() {
        return "Caller[hidden]";
    }
}
