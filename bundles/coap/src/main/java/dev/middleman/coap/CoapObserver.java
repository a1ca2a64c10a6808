package dev.middleman.coap;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Observer;
import dev.middleman.api.control.Status;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.californium.core.coap.CoAP.Type;
import org.eclipse.californium.core.coap.Message.OffloadMode;
import org.eclipse.californium.core.coap.MessageObserverAdapter;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.observe.ObserveNotificationOrderer;
import org.eclipse.californium.core.observe.ObserveRelation;
import org.eclipse.californium.core.server.resources.ObservableResource;

/**
 * Someone on the other side who wants to be told of changes: to the CoAP layer, a resource with one observer. Thread-safe.
 *
 * <p>Every notification is confirmable: there are few, and a dead observer is found with the first one that it misses. The
 * CoAP layer keeps one under way and, behind it, the newest only (RFC 7641 section 4.5.2). Where one stays unacknowledged
 * or cannot be sent the association is closed, because the observer would otherwise wait for ever for what no longer comes.
 */
final class CoapObserver implements Observer, ObservableResource {

    private final Exchange exchange;
    private final Messages messages;
    private final CoapAssociation association;
    private final Runnable ended;
    private final Runnable whenGone = this::cancel;
    private final AtomicBoolean gone = new AtomicBoolean();
    private final ObserveNotificationOrderer numbers = new ObserveNotificationOrderer();

    CoapObserver(Exchange exchange, Messages messages, CoapAssociation association, Runnable ended) {
        this.exchange = exchange;
        this.messages = messages;
        this.association = association;
        this.ended = ended;
    }

    /**
     * Called once, on the exchange's queue, when the relation exists.
     *
     * @param first what the observer was told when it came
     */
    void start(Response first) {
        association.whenGone(whenGone);
        association.whenSettled(() -> exchange.execute(() -> lighten(first)));
    }

    /**
     * Lets go of what the observation was asked for with and of what it was told first and last: the CoAP layer keeps them for as
     * long as it lasts and needs no more of them than token and label. Before a notification leaves it asks for the request's options,
     * too, which a message may not refuse: so the request is left without any, and not in the state of having lost them.
     */
    private void lighten(Response told) {
        exchange.getRequest().offload(OffloadMode.FULL);
        exchange.getRequest().offload(null);
        told.offload(OffloadMode.FULL);
    }

    @Override
    public boolean notify(Answer answer) {
        Response response = messages.response(answer);
        if (gone.get()) {
            return false;
        }
        exchange.execute(() -> {
            if (!gone.get()) {
                notify(response);
            }
        });
        return true;
    }

    private void notify(Response response) {
        response.setType(Type.CON);
        response.addMessageObserver(new MessageObserverAdapter() {
            @Override
            public void onTimeout() {
                association.close();
            }

            @Override
            public void onSendError(Throwable error) {
                association.close();
            }

            @Override
            public void onAcknowledgement() {
                association.whenSettled(() -> exchange.execute(() -> lighten(response)));
            }
        });
        exchange.sendResponse(response);
    }

    @Override
    public void close() {
        notify(Answer.of(Status.NOT_FOUND));
    }

    private void cancel() {
        exchange.execute(() -> {
            ObserveRelation relation = exchange.getRelation();
            if (relation != null) {
                relation.cancel();
            }
            end();
        });
    }

    void end() {
        if (gone.compareAndSet(false, true)) {
            association.forget(whenGone);
            ended.run();
        }
    }

    @Override
    public String getURI() {
        return "";
    }

    @Override
    public Type getObserveType() {
        return Type.CON;
    }

    @Override
    public int getNotificationSequenceNumber() {
        return numbers.getNextObserveNumber();
    }

    @Override
    public boolean isObservable() {
        return true;
    }

    @Override
    public void addObserveRelation(ObserveRelation relation) {
        // There is one, and the exchange knows it.
    }

    @Override
    public void removeObserveRelation(ObserveRelation relation) {
        end();
    }

    @Override
    public int getObserverCount() {
        return gone.get() ? 0 : 1;
    }
}
