package dev.middleman.coap;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Subscription;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.observe.ObserveNotificationOrderer;

/**
 * An observation by this side (RFC 7641). Thread-safe; answers are delivered one at a time, under this object's lock, so
 * that none comes after {@link #close} returned.
 */
final class CoapSubscription implements Subscription {

    private final CoapAssociation association;
    private final CoapNode node;
    private final Request request;
    private final Consumer<Answer> listener;
    private final Runnable lost;
    private final Runnable whenGone = this::lose;
    private final AtomicBoolean ended = new AtomicBoolean();
    private final ObserveNotificationOrderer order = new ObserveNotificationOrderer();

    /** @param request with its token and the observe option set */
    CoapSubscription(
            CoapAssociation association, CoapNode node, Request request, Consumer<Answer> listener, Runnable lost) {
        this.association = association;
        this.node = node;
        this.request = request;
        this.listener = listener;
        this.lost = lost;
    }

    void start() {
        node.subscribe(request.getToken(), this);
        association.whenGone(whenGone);
        PendingAsk first = new PendingAsk(request, node.messages(), association::unacknowledged) {
            @Override
            public void onResponse(Response response) {
                super.onResponse(response);
                next(response);
            }
        };
        first.answer().whenComplete((answer, failure) -> {
            if (failure != null) {
                lose();
            }
        });
        node.send(first, node.answerTimeoutMs());
    }

    /** The first answer and every later one come here. */
    void next(Response response) {
        node.messages().answer(response).ifPresentOrElse(answer -> deliver(answer, response), this::lose);
    }

    private void deliver(Answer answer, Response response) {
        boolean goesOn = response.isNotification() && answer.status().isSuccess();
        synchronized (this) {
            if (ended.get() || (goesOn && !order.isNew(response))) {
                return;
            }
            listener.accept(answer);
        }
        if (!goesOn) {
            lose();
        }
    }

    private void lose() {
        if (end()) {
            lost.run();
        }
    }

    private boolean end() {
        if (!ended.compareAndSet(false, true)) {
            return false;
        }
        association.forget(whenGone);
        node.unsubscribe(request.getToken());
        return true;
    }

    @Override
    public void close() {
        synchronized (this) {
            if (!end()) {
                return;
            }
        }
        Request cancel = new Request(request.getCode());
        cancel.setOptions(request.getOptions());
        cancel.setObserveCancel();
        cancel.setToken(request.getToken());
        cancel.setDestinationContext(request.getDestinationContext());
        node.send(cancel);
    }
}
