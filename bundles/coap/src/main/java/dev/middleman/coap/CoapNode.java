package dev.middleman.coap;

import dev.middleman.api.control.ControlHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Token;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.core.network.RandomTokenGenerator;
import org.eclipse.californium.core.network.TokenGenerator;
import org.eclipse.californium.core.network.TokenGenerator.Scope;
import org.eclipse.californium.elements.config.Configuration;

/**
 * One socket with everything above it: DTLS, CoAP, the associations and who answers requests. Both a server and a client
 * are one; they differ in their settings and in who opens associations. Thread-safe.
 *
 * <p>Runs on the executor that it is given and never blocks it.
 */
final class CoapNode {

    /** How long closing waits for the close alerts to leave, milliseconds. */
    private static final int CLOSE_WAIT_MS = 500;

    private final CoapSettings settings;
    private final LinkConnector connector;
    private final Links links;
    private final Messages messages;
    private final ScheduledExecutorService executor;
    private final Settling settling;
    private final CoapEndpoint endpoint;
    private final Incoming incoming;
    private final NodeEvents events;
    private final TokenGenerator tokens;
    private final ControlHandler handler;
    private final Map<Link, CoapAssociation> associations = new ConcurrentHashMap<>();
    private final Map<Token, CoapSubscription> subscriptions = new ConcurrentHashMap<>();

    /** What a node is made of. */
    record Parts(
            CoapSettings settings,
            Configuration config,
            LinkConnector connector,
            Links links,
            Messages messages,
            ScheduledExecutorService executor,
            Settling settling) {}

    CoapNode(Parts parts, ControlHandler handler, NodeEvents events) {
        this.settings = parts.settings;
        this.connector = parts.connector;
        this.links = parts.links;
        this.messages = parts.messages;
        this.executor = parts.executor;
        this.settling = parts.settling;
        this.handler = handler;
        this.events = events;
        this.tokens = new RandomTokenGenerator(parts.config);
        this.incoming = new Incoming(messages, handler, this::association, parts.config);
        this.endpoint = CoapEndpoint.builder()
                .setConnector(connector)
                .setConfiguration(parts.config)
                .setEndpointContextMatcher(new LabelMatcher())
                .setTokenGenerator(tokens)
                .build();
        endpoint.setMessageDeliverer(incoming);
        endpoint.addNotificationListener((request, response) -> {
            CoapSubscription subscription = subscriptions.get(response.getToken());
            if (subscription != null) {
                subscription.next(response);
            }
        });
        endpoint.setExecutors(executor, executor);
        connector.setExecutor(executor);
        links.listen(this::established, this::removed);
    }

    void start() throws IOException {
        endpoint.start();
    }

    int port() {
        return connector.getAddress().getPort();
    }

    Incoming incoming() {
        return incoming;
    }

    Messages messages() {
        return messages;
    }

    private CoapAssociation association(InetSocketAddress label) {
        Link link = links.labelled(label);
        return link == null ? null : associations.get(link);
    }

    private void established(Link link) {
        CoapAssociation association = new CoapAssociation(link, this);
        associations.put(link, association);
        events.opened(association);
    }

    private void removed(Link link) {
        CoapAssociation association = associations.remove(link);
        if (association != null) {
            // Not here where it can be avoided: the caller may hold the DTLS layer's locks.
            try {
                executor.execute(() -> end(association));
            } catch (RejectedExecutionException e) {
                end(association);
            }
        }
    }

    private void end(CoapAssociation association) {
        association.lost();
        events.gone(association);
        Guarded.run(() -> handler.gone(association));
    }

    /** The other side acknowledged no transmission of a message. */
    void unacknowledged(CoapAssociation association) {
        events.unacknowledged(association);
    }

    /** Sends a request and bounds the wait for its answer; one that failed already is not sent. */
    void send(PendingAsk ask, int timeoutMs) {
        if (ask.answer().isDone()) {
            return;
        }
        try {
            ScheduledFuture<?> timer =
                    executor.schedule(() -> ask.fail(Failures.timeout()), timeoutMs, TimeUnit.MILLISECONDS);
            ask.answer().whenComplete((answer, failure) -> timer.cancel(false));
            send(ask.request());
        } catch (RejectedExecutionException e) {
            ask.fail(Failures.closed());
        }
    }

    void send(Request request) {
        endpoint.sendRequest(request);
    }

    Token newToken() {
        return tokens.createToken(Scope.LONG_TERM);
    }

    int answerTimeoutMs() {
        return settings.answerTimeoutMs();
    }

    /** Runs this when every message of now has been answered, given up and forgotten. */
    void whenSettled(Runnable task) {
        settling.then(task);
    }

    void subscribe(Token token, CoapSubscription subscription) {
        subscriptions.put(token, subscription);
    }

    void unsubscribe(Token token) {
        if (subscriptions.remove(token) != null) {
            endpoint.cancelObservation(token);
        }
    }

    CompletableFuture<Void> close(CoapAssociation association) {
        return connector.close(association.link());
    }

    /** Closes every association, then the socket; completes when both are done. */
    CompletableFuture<Void> close() {
        CompletableFuture<Void> told = CompletableFuture.allOf(
                links.all().stream().map(connector::close).toArray(CompletableFuture[]::new));
        try {
            executor.schedule(() -> told.complete(null), CLOSE_WAIT_MS, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            told.complete(null);
        }
        return told.thenRun(() -> {
            endpoint.destroy();
            List.copyOf(associations.keySet()).forEach(this::removed);
        });
    }
}
