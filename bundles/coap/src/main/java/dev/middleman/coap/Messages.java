package dev.middleman.coap;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Ask;
import dev.middleman.api.control.Method;
import dev.middleman.api.control.Status;
import java.util.List;
import java.util.Optional;
import org.eclipse.californium.core.coap.CoAP.Code;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.coap.OptionSet;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;

/**
 * Between the control contract's values and CoAP messages. Immutable; safe to share.
 *
 * <p>The root is one or more path segments that stand before every path on the wire and before no path of the contract.
 */
final class Messages {
    private static final byte[] NONE = {};
    private static final int CODE_CLASS_SHIFT = 5;

    private final List<String> root;

    /** @param root such as {@code m2} or {@code a/b}; slashes at the ends do not count */
    Messages(String root) {
        this.root = segments(root);
    }

    Request request(Ask ask) {
        Request request = new Request(Code.valueOf(ask.method().name()));
        path(request, ask.path());
        if (checked(ask.payload()).length > 0) {
            request.setPayload(ask.payload());
            request.getOptions().setContentFormat(MediaTypeRegistry.APPLICATION_JSON);
        }
        return request;
    }

    private void path(Request request, String path) {
        root.forEach(request.getOptions()::addUriPath);
        segments(path).forEach(request.getOptions()::addUriPath);
    }

    /** The path without the root; empty when it does not lie under the root or cannot be written as text. */
    Optional<String> path(Request request) {
        List<String> segments = request.getOptions().getUriPath();
        if (segments.size() < root.size() || !segments.subList(0, root.size()).equals(root)) {
            return Optional.empty();
        }
        List<String> rest = segments.subList(root.size(), segments.size());
        if (rest.stream().anyMatch(segment -> segment.isEmpty() || segment.indexOf('/') >= 0)) {
            return Optional.empty();
        }
        return Optional.of("/" + String.join("/", rest));
    }

    /** The method; empty when the contract has none such. */
    static Optional<Method> method(Request request) {
        return switch (request.getCode()) {
            case GET -> Optional.of(Method.GET);
            case POST -> Optional.of(Method.POST);
            case PUT -> Optional.of(Method.PUT);
            case DELETE -> Optional.of(Method.DELETE);
            default -> Optional.empty();
        };
    }

    static byte[] payload(Request request) {
        return request.getPayload() == null ? NONE : request.getPayload();
    }

    static boolean isJson(Request request) {
        OptionSet options = request.getOptions();
        return !options.hasContentFormat() || options.getContentFormat() == MediaTypeRegistry.APPLICATION_JSON;
    }

    Response response(Answer answer) {
        Status status = answer.status();
        Response response = new Response(ResponseCode.valueOf(status.type() << CODE_CLASS_SHIFT | status.detail()));
        OptionSet options = response.getOptions();
        if (checked(answer.payload()).length > 0) {
            response.setPayload(answer.payload());
            options.setContentFormat(MediaTypeRegistry.APPLICATION_JSON);
        }
        if (!answer.location().isEmpty()) {
            root.forEach(options::addLocationPath);
            segments(answer.location()).forEach(options::addLocationPath);
        }
        if (answer.maxAgeSeconds() >= 0) {
            options.setMaxAge(answer.maxAgeSeconds());
        }
        return response;
    }

    /** The answer; empty when it breaks the protocol: an unknown code, or more payload than allowed. */
    Optional<Answer> answer(Response response) {
        byte[] payload = response.getPayload() == null ? NONE : response.getPayload();
        if (payload.length > Answer.MAX_PAYLOAD) {
            return Optional.empty();
        }
        OptionSet options = response.getOptions();
        int maxAge = options.hasMaxAge() ? (int) Math.min(options.getMaxAge(), Integer.MAX_VALUE) : -1;
        return status(response.getCode()).map(status -> new Answer(status, payload, location(options), maxAge));
    }

    private String location(OptionSet options) {
        List<String> segments = options.getLocationPath();
        if (segments.isEmpty()) {
            return "";
        }
        boolean underRoot = segments.size() > root.size()
                && segments.subList(0, root.size()).equals(root);
        return "/" + String.join("/", underRoot ? segments.subList(root.size(), segments.size()) : segments);
    }

    private static Optional<Status> status(ResponseCode code) {
        for (Status status : Status.values()) {
            if (status.type() == code.codeClass && status.detail() == code.codeDetail) {
                return Optional.of(status);
            }
        }
        // RFC 7252 section 5.9: an unknown code counts as the generic one of its class.
        return switch (code.codeClass) {
            case 4 -> Optional.of(Status.BAD_REQUEST);
            case 5 -> Optional.of(Status.INTERNAL_ERROR);
            default -> Optional.empty();
        };
    }

    private static byte[] checked(byte[] payload) {
        if (payload.length > Answer.MAX_PAYLOAD) {
            throw new IllegalArgumentException(
                    "a payload of " + payload.length + " bytes; at most " + Answer.MAX_PAYLOAD + " go");
        }
        return payload;
    }

    private static List<String> segments(String path) {
        return List.of(path.split("/")).stream()
                .filter(segment -> !segment.isEmpty())
                .toList();
    }
}
