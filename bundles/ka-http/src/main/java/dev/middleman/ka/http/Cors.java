package dev.middleman.ka.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Set;

/**
 * Which web pages of other origins may use the resources (Fetch, section 3.2). Without one allowed, no response changes.
 * Immutable.
 *
 * @param allowed origins, compared letter by letter
 */
record Cors(Set<String> allowed) {

    /** Says on a response who may read it. */
    void prepare(HttpServletRequest request, HttpServletResponse response) {
        if (!allowed.isEmpty()) {
            response.setHeader("Vary", "Origin");
        }
        if (allows(request)) {
            response.setHeader("Access-Control-Allow-Origin", request.getHeader("Origin"));
            response.setHeader("Access-Control-Expose-Headers", "Location, Retry-After, " + Responses.TOKEN);
        }
    }

    /** Whether the browser asks for leave, and gets it. Who does not get it is told what everybody is told. */
    boolean isPreflight(HttpServletRequest request) {
        return request.getMethod().equals("OPTIONS")
                && request.getHeader("Access-Control-Request-Method") != null
                && allows(request);
    }

    static void answerPreflight(HttpServletResponse response) {
        response.setHeader("Access-Control-Allow-Methods", "GET, POST, DELETE");
        response.setHeader("Access-Control-Allow-Headers", "Authorization, Content-Type");
        response.setHeader("Access-Control-Max-Age", "600");
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }

    private boolean allows(HttpServletRequest request) {
        String origin = request.getHeader("Origin");
        return origin != null && allowed.contains(origin);
    }
}
