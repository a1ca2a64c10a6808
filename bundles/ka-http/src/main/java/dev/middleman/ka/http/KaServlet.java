package dev.middleman.ka.http;

import dev.middleman.api.control.ControlHandler;
import dev.middleman.api.control.Method;
import dev.middleman.api.time.Deadlines;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

/**
 * Turns HTTP requests into those of the control protocol. Thread-safe and asynchronous: no request keeps a thread while it
 * waits. What it does not offer it hands in as well, at a path that means nothing, so that the KA server's own refusal is
 * the only one there is.
 */
final class KaServlet implements Servlet {
    /** More than the KA server ever takes for an answer. */
    private static final long TIMEOUT_MS = 30_000;

    private static final String JSON = "application/json";
    private static final String EVENTS = "text/event-stream";

    private final ControlHandler handler;
    private final Deadlines deadlines;
    private final RandomGenerator random;
    private final HttpSettings settings;
    private final Cors cors;
    private final Pages pages;
    private final byte[] document = document();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong turnedAway = new AtomicLong();
    private ServletConfig config;

    /**
     * @param random tells the requests apart
     * @param pages for browsers
     */
    KaServlet(ControlHandler handler, Deadlines deadlines, RandomGenerator random, HttpSettings settings, Pages pages) {
        this.handler = handler;
        this.deadlines = deadlines;
        this.random = random;
        this.settings = settings;
        this.cors = new Cors(settings.allowedOrigins());
        this.pages = pages;
    }

    /** Requests under way. */
    int waiting() {
        return waiting.get();
    }

    /** Requests answered 503 since the start because too many were under way. */
    long turnedAway() {
        return turnedAway.get();
    }

    @Override
    public void service(ServletRequest anyRequest, ServletResponse anyResponse) throws IOException {
        HttpServletRequest request = (HttpServletRequest) anyRequest;
        HttpServletResponse response = (HttpServletResponse) anyResponse;
        Caller caller = Caller.of(request, settings.trustedProxies());
        Route route = caller.isConfidential() ? Route.of(request, pages) : Route.NONE;
        Responses.prepare(request, response);
        cors.prepare(request, response);
        if (caller.isConfidential() && cors.isPreflight(request)) {
            Cors.answerPreflight(response);
        } else if (route.isDocument() && Route.method(request) == Method.GET) {
            Responses.body(response, JSON, document);
        } else if (waiting.incrementAndGet() > settings.maxWaiting()) {
            waiting.decrementAndGet();
            turnedAway.incrementAndGet();
            Responses.write(response, Responses.unavailable("too many requests under way"), route.methods());
        } else {
            Optional<Page> page = Route.method(request) == Method.GET ? pages.find(route.path()) : Optional.empty();
            if (page.isPresent()) {
                deliver(request, page.get());
            } else {
                begin(request, caller, route);
            }
        }
    }

    private void deliver(HttpServletRequest request, Page page) throws IOException {
        AsyncContext context = request.startAsync();
        context.setTimeout(TIMEOUT_MS);
        Delivery.start(context, page, waiting::decrementAndGet);
    }

    private void begin(HttpServletRequest request, Caller caller, Route route) throws IOException {
        AsyncContext context = request.startAsync();
        boolean wantsEvents = route.isInbox() && wantsEvents(request);
        context.setTimeout(wantsEvents ? 0 : TIMEOUT_MS);
        Conversation conversation = new Conversation(
                context,
                route.methods(),
                new OneRequest(random.nextLong(), caller.address()),
                handler,
                deadlines,
                waiting::decrementAndGet);
        context.addListener(conversation);
        Method method = Route.method(request);
        boolean isJson = isJson(request);
        // A request without a body ends at once: one way for all.
        request.getInputStream().setReadListener(new BodyReader(request.getInputStream(), body -> {
            boolean fits = body.length == 0 || isJson;
            hand(
                    new HttpRequest(method, route.path(), body, fits, wantsEvents, conversation.association()),
                    conversation);
        }));
    }

    private void hand(HttpRequest request, Conversation conversation) {
        try {
            handler.handle(request, conversation);
        } catch (RuntimeException e) {
            conversation.send(Responses.failed());
        }
    }

    /** OpenAPI 3.1. */
    private static byte[] document() {
        try (InputStream in = KaServlet.class.getResourceAsStream("openapi.json")) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("the bundle is broken", e);
        }
    }

    /** It must say so: a page of another origin cannot, without asking first (Fetch, section 2.2.2). */
    private static boolean isJson(HttpServletRequest request) {
        String type = request.getContentType();
        return type != null
                && type.toLowerCase(Locale.ROOT).split(";", 2)[0].strip().equals(JSON);
    }

    private static boolean wantsEvents(HttpServletRequest request) {
        String accept = request.getHeader("Accept");
        return accept != null && accept.contains(EVENTS);
    }

    @Override
    public void init(ServletConfig itsConfig) {
        config = itsConfig;
    }

    @Override
    public ServletConfig getServletConfig() {
        return config;
    }

    @Override
    public String getServletInfo() {
        return "";
    }

    @Override
    public void destroy() {
        // The KA server answers or ends whatever is under way.
    }
}
