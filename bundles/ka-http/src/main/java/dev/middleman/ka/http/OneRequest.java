package dev.middleman.ka.http;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Ask;
import dev.middleman.api.control.Association;
import dev.middleman.api.control.ControlException;
import dev.middleman.api.control.Subscription;
import dev.middleman.api.net.Endpoint;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * What HTTP has in the place of an association: one request. It cannot be asked anything, so a middle-man cannot come this
 * way. Immutable.
 *
 * @param id random
 * @param remote who asks
 */
record OneRequest(long id, Endpoint remote) implements Association {
    @Override
    public CompletionStage<Answer> ask(Ask ask) {
        return CompletableFuture.failedStage(cannotBeAsked());
    }

    @Override
    public Subscription observe(String path, Consumer<Answer> listener, Runnable lost) {
        throw new UnsupportedOperationException("an HTTP client cannot be asked");
    }

    @Override
    public CompletionStage<Void> ping() {
        return CompletableFuture.failedStage(cannotBeAsked());
    }

    private static ControlException cannotBeAsked() {
        return new ControlException(ControlException.Reason.PROTOCOL, "an HTTP client cannot be asked");
    }

    /** It ends with the request. */
    @Override
    public void close() {}

    /** Says nothing: an address is in it. */
    @Override
    public String toString() {
        return "OneRequest[hidden]";
    }
}
