package dev.middleman.ka.http;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Method;
import dev.middleman.api.control.Status;
import dev.middleman.wire.Padding;
import dev.middleman.wire.control.ErrorBody;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Answers of the control protocol as HTTP (RFC 8075 section 7): status, header fields, body. Stateless. */
final class Responses {
    /** Says, once, what token stands for the peer that registered. */
    static final String TOKEN = "M2-Token";

    private static final String CAPABILITY = "/p/";
    private static final int RETRY_SECONDS = 30;

    private Responses() {}

    /** What every response says, whatever is in it. */
    static void prepare(HttpServletRequest request, HttpServletResponse response) {
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        response.setHeader("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        if (request.isSecure()) {
            response.setHeader("Strict-Transport-Security", "max-age=31536000");
        }
    }

    /** @param methods that the resource has, for those who tried another one */
    static void write(HttpServletResponse response, Answer answer, Set<Method> methods) throws IOException {
        response.setStatus(status(answer.status()));
        if (answer.maxAgeSeconds() >= 0) {
            response.setHeader("Retry-After", Integer.toString(answer.maxAgeSeconds()));
        }
        if (answer.status() == Status.UNAUTHORIZED) {
            response.setHeader("WWW-Authenticate", "M2-PoP"); // RFC 9110 wants one; ours is the signed request
        } else if (answer.status() == Status.METHOD_NOT_ALLOWED) {
            response.setHeader("Allow", allowed(methods));
        }
        if (answer.location().startsWith(CAPABILITY)) {
            response.setHeader("Location", Route.ROOT + Route.ME);
            response.setHeader(TOKEN, answer.location().substring(CAPABILITY.length()));
        }
        body(response, "application/json", answer.payload());
    }

    static void body(HttpServletResponse response, String type, byte[] bytes) throws IOException {
        response.setContentType(type);
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    /** What the binding itself has to say; all else are the KA server's words. */
    static Answer unavailable(String text) {
        byte[] body = Padding.pad(ErrorBody.of(text).encode());
        return Answer.of(Status.UNAVAILABLE, body).retryAfter(RETRY_SECONDS);
    }

    static Answer failed() {
        return Answer.of(
                Status.INTERNAL_ERROR,
                Padding.pad(ErrorBody.of("a mistake of ours").encode()));
    }

    private static String allowed(Set<Method> methods) {
        return new TreeSet<>(methods).stream().map(Method::name).collect(Collectors.joining(", "));
    }

    private static int status(Status status) {
        return switch (status) {
            case CREATED -> 201;
            case DELETED, CHANGED, CONTENT -> 200;
            default -> status.type() * 100 + status.detail(); // the errors were taken over from HTTP
        };
    }
}
