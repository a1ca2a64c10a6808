package dev.middleman.coap;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.ControlException;
import dev.middleman.api.control.Status;
import java.util.concurrent.CompletableFuture;
import org.eclipse.californium.core.coap.MessageObserverAdapter;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.coap.Token;
import org.eclipse.californium.elements.EndpointContext;
import org.eclipse.californium.scandium.dtls.DtlsHandshakeTimeoutException;

/**
 * One request under way. The future is completed once, by the first thing that happens, on the binding's threads.
 */
class PendingAsk extends MessageObserverAdapter {

    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private final Request request;
    private final Messages messages;
    private final Runnable unacknowledged;

    /** @param unacknowledged called when no transmission of the request was acknowledged */
    PendingAsk(Request request, Messages messages, Runnable unacknowledged) {
        this.request = request;
        this.messages = messages;
        this.unacknowledged = unacknowledged;
        request.addMessageObserver(this);
    }

    /** A ping: its answer is a reset (RFC 7252 section 4.3). */
    static PendingAsk ping(EndpointContext to, Messages messages, Runnable unacknowledged) {
        Request ping = Request.newPing();
        ping.setToken(Token.EMPTY);
        ping.setDestinationContext(to);
        return new PendingAsk(ping, messages, unacknowledged) {
            @Override
            public void onReject() {
                answer().complete(Answer.of(Status.CONTENT));
            }
        };
    }

    final CompletableFuture<Answer> answer() {
        return answer;
    }

    final Request request() {
        return request;
    }

    /** Ends the wait. */
    final void fail(ControlException reason) {
        if (answer.completeExceptionally(reason)) {
            request.cancel();
        }
    }

    @Override
    public void onResponse(Response response) {
        messages.answer(response)
                .ifPresentOrElse(answer::complete, () -> answer.completeExceptionally(Failures.protocol()));
    }

    @Override
    public void onReject() {
        answer.completeExceptionally(Failures.protocol());
    }

    @Override
    public void onTimeout() {
        answer.completeExceptionally(Failures.timeout());
        unacknowledged.run();
    }

    @Override
    public void onSendError(Throwable error) {
        boolean unheard = error instanceof DtlsHandshakeTimeoutException;
        answer.completeExceptionally(unheard ? Failures.timeout() : Failures.closed());
    }

    @Override
    public void onCancel() {
        answer.completeExceptionally(Failures.closed());
    }
}
