package dev.middleman.coap;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Observer;
import dev.middleman.api.control.Reply;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.observe.ObserveManager;

/**
 * Where the answer to one request goes. Thread-safe.
 *
 * <p>An answer given before the handler returns travels with the acknowledgement. Otherwise the request is acknowledged
 * then, and the answer follows by itself (RFC 7252 section 5.2.2): no timer, and the client stops retransmitting at once.
 */
final class CoapReply implements Reply {

    private final Exchange exchange;
    private final Messages messages;
    private final ObserveManager observers;
    private final CoapAssociation association;
    private final AtomicBoolean answered = new AtomicBoolean();

    CoapReply(Exchange exchange, Messages messages, ObserveManager observers, CoapAssociation association) {
        this.exchange = exchange;
        this.messages = messages;
        this.observers = observers;
        this.association = association;
    }

    @Override
    public void acknowledge() {
        if (!answered.get()) {
            exchange.execute(exchange::sendAccept); // at once on the exchange's own queue, where the handler runs
        }
    }

    @Override
    public void send(Answer answer) {
        Response response = messages.response(answer);
        if (answered.compareAndSet(false, true)) {
            exchange.execute(() -> exchange.sendResponse(response));
        }
    }

    @Override
    public Observer observe(Answer first, Runnable ended) {
        Response response = messages.response(first);
        CoapObserver observer = new CoapObserver(exchange, messages, association, ended);
        boolean wanted = exchange.getRequest().isObserve() && first.status().isSuccess();
        if (!answered.compareAndSet(false, true)) {
            observer.end();
        } else if (!wanted) {
            exchange.execute(() -> exchange.sendResponse(response));
            observer.end();
        } else {
            exchange.execute(() -> {
                observers.addObserveRelation(exchange, observer);
                exchange.sendResponse(response);
                if (exchange.getRelation() == null) {
                    // Too many observers: this one was answered like a plain request.
                    observer.end();
                } else {
                    observer.start(response);
                }
            });
        }
        return observer;
    }

    /** Called once, on the exchange's own queue, after the handler returned. What was acknowledged is not so again. */
    void handlerReturned() {
        if (!answered.get()) {
            exchange.sendAccept();
        }
    }
}
