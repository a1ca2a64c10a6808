package dev.middleman.coap;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.ControlHandler;
import dev.middleman.api.control.Method;
import dev.middleman.api.control.Status;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Option;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.observe.ObserveManager;
import org.eclipse.californium.core.server.MessageDeliverer;
import org.eclipse.californium.elements.config.Configuration;

/**
 * What came in: requests go to the handler, answers to who asked. Thread-safe; called on the binding's threads, one exchange
 * at a time.
 */
final class Incoming implements MessageDeliverer {

    private final Messages messages;
    private final ControlHandler handler;
    private final Function<InetSocketAddress, CoapAssociation> associations;
    private final ObserveManager observers;
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();

    /** @param associations finds an association by its label; {@code null} when it is gone */
    Incoming(
            Messages messages,
            ControlHandler handler,
            Function<InetSocketAddress, CoapAssociation> associations,
            Configuration config) {
        this.messages = messages;
        this.handler = handler;
        this.associations = associations;
        this.observers = new ObserveManager(config);
    }

    /** Requests that the handler got. */
    long requests() {
        return requests.get();
    }

    /** Requests that were too large for the handler. */
    long refused() {
        return refused.get();
    }

    @Override
    public void deliverRequest(Exchange exchange) {
        Request request = exchange.getRequest();
        CoapAssociation association =
                associations.apply(request.getSourceContext().getPeerAddress());
        if (association == null) {
            return;
        }
        if (request.isObserveCancel()) {
            observers.cancelObserveRelation(exchange);
        }
        Optional<Method> method = Messages.method(request);
        Optional<String> path = messages.path(request);
        if (isTooLarge(request)) {
            refused.incrementAndGet();
            exchange.sendResponse(messages.response(Answer.of(Status.TOO_LARGE)));
        } else if (hasUnknownCriticalOption(request)) {
            exchange.sendResponse(new Response(ResponseCode.BAD_OPTION));
        } else if (method.isEmpty()) {
            exchange.sendResponse(messages.response(Answer.of(Status.METHOD_NOT_ALLOWED)));
        } else if (path.isEmpty()) {
            exchange.sendResponse(messages.response(Answer.of(Status.NOT_FOUND)));
        } else {
            handle(new CoapRequest(request, method.get(), path.get(), association), exchange);
        }
    }

    private void handle(CoapRequest request, Exchange exchange) {
        requests.incrementAndGet();
        CoapReply reply = new CoapReply(exchange, messages, observers, (CoapAssociation) request.association());
        try {
            handler.handle(request, reply);
        } catch (RuntimeException e) {
            reply.send(Answer.of(Status.INTERNAL_ERROR));
        }
        reply.handlerReturned();
    }

    /** A first block with more to come is too large as well: there is no block-wise transfer. */
    private static boolean isTooLarge(Request request) {
        boolean isBlock = request.getOptions().hasBlock1()
                && (request.getOptions().getBlock1().isM()
                        || request.getOptions().getBlock1().getNum() > 0);
        return isBlock || request.getPayloadSize() > Answer.MAX_PAYLOAD;
    }

    /** RFC 7252 section 5.4.1. */
    private static boolean hasUnknownCriticalOption(Request request) {
        return request.getOptions().getOthers().stream().anyMatch(Option::isCritical);
    }

    @Override
    public void deliverResponse(Exchange exchange, Response response) {
        exchange.getRequest().setResponse(response);
    }
}
