package dev.middleman.ka.http;

import dev.middleman.api.control.Method;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where a request goes.
 *
 * @param path of the control protocol; a slash alone for what is not offered by HTTP
 * @param methods that the resource has; empty for nowhere
 */
record Route(String path, Set<Method> methods) {
    /** The root that all resources lie under. */
    static final String ROOT = "/m2";

    /** What stands in a path for whoever the token belongs to. */
    static final String ME = "/p/me";

    private static final String INBOX = "/in";

    private static final String DOCUMENT = "/openapi.json";

    /** A path that means nothing: the KA server says so in its own words, the same for everything. */
    private static final String NOWHERE = "/";

    static final Route NONE = new Route(NOWHERE, Set.of());
    private static final Pattern BEARER = Pattern.compile("(?i:Bearer) +([A-Za-z0-9_-]{1,64})");
    private static final Pattern OFFER = Pattern.compile("/x/[A-Za-z0-9_-]{1,64}");

    /**
     * Paths are compared as they came, without decoding: none of ours needs it. A token never stands in a path or a query,
     * since those are what proxies and browsers write down.
     */
    static Route of(HttpServletRequest request, Pages pages) {
        String whole =
                request.getRequestURI().substring(request.getContextPath().length());
        if (!whole.startsWith(ROOT + "/") || request.getQueryString() != null) {
            return NONE;
        }
        String path = whole.substring(ROOT.length());
        return switch (path) {
            case "/n", DOCUMENT -> new Route(path, Set.of(Method.GET));
            case "/p", "/x" -> new Route(path, Set.of(Method.POST));
            case ME -> new Route(own(request, ""), Set.of(Method.POST, Method.DELETE));
            case ME + INBOX -> new Route(own(request, INBOX), Set.of(Method.GET));
            default -> pages.has(path) ? new Route(path, Set.of(Method.GET)) : offer(path);
        };
    }

    private static Route offer(String path) {
        return OFFER.matcher(path).matches() ? new Route(path, Set.of(Method.POST, Method.DELETE)) : NONE;
    }

    private static String own(HttpServletRequest request, String rest) {
        return token(request).map(token -> "/p/" + token + rest).orElse(NOWHERE);
    }

    private static Optional<String> token(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        return Optional.ofNullable(header)
                .map(BEARER::matcher)
                .filter(matcher -> matcher.matches())
                .map(matcher -> matcher.group(1));
    }

    /** Whether it is the description of all the others, which the binding knows itself. */
    boolean isDocument() {
        return path.equals(DOCUMENT);
    }

    /** Whether it can be watched. */
    boolean isInbox() {
        return path.endsWith(INBOX);
    }

    /** The request's method. No resource has PUT, so it stands for those that the control protocol does not know. */
    static Method method(HttpServletRequest request) {
        return Arrays.stream(Method.values())
                .filter(method -> method.name().equals(request.getMethod()))
                .findFirst()
                .orElse(Method.PUT);
    }

    /** Says nothing: paths hold capabilities. */
    @Override
    public String toString() {
        return "Route[hidden]";
    }
}
