package dev.middleman.ka.server;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Ask;
import dev.middleman.api.control.Association;
import dev.middleman.api.control.Subscription;
import dev.middleman.api.net.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

/** An association that answers as the test says, at once. For one thread. */
final class FakeAssociation implements Association {
    final List<Ask> asked = new ArrayList<>();
    Function<Ask, Answer> answering = ask -> {
        throw new AssertionError("nothing should be asked");
    };
    private final long id;
    private final Endpoint remote;

    FakeAssociation(long id, String remote) {
        this.id = id;
        this.remote = House.ip(remote).withPort(40_000);
    }

    @Override
    public long id() {
        return id;
    }

    @Override
    public Endpoint remote() {
        return remote;
    }

    @Override
    public CompletionStage<Answer> ask(Ask ask) {
        asked.add(ask);
        return CompletableFuture.completedStage(answering.apply(ask));
    }

    @Override
    public Subscription observe(String path, Consumer<Answer> listener, Runnable lost) {
        throw new UnsupportedOperationException("a server observes nothing");
    }

    @Override
    public CompletionStage<Void> ping() {
        return CompletableFuture.completedStage(null);
    }

    @Override
    public void close() {}
}
