package dev.middleman.coap;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Ask;
import dev.middleman.api.control.Association;
import dev.middleman.api.control.Method;
import dev.middleman.api.control.Subscription;
import dev.middleman.api.net.Endpoint;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.eclipse.californium.core.coap.Request;

/**
 * One side of an association over CoAP. Thread-safe; what it starts ends with it.
 *
 * <p>The stages are no copies of stages, because a copy would wrap the {@code ControlException} of a failure.
 */
final class CoapAssociation implements Association {

    private final Link link;
    private final CoapNode node;
    // Both are guarded by this object's monitor, which is held for one look.
    private boolean gone;
    /**
     * What to call when the association is gone: pending asks, subscriptions, observers. Most of very many associations have one or
     * none, for which a set that cannot change is a fifth of the room.
     */
    private Set<Runnable> dependents = Set.of();

    CoapAssociation(Link link, CoapNode node) {
        this.link = link;
        this.node = node;
    }

    Link link() {
        return link;
    }

    @Override
    public long id() {
        return link.id();
    }

    @Override
    public Endpoint remote() {
        return link.remote();
    }

    @Override
    public CompletionStage<Answer> ask(Ask ask) {
        Request request = addressed(node.messages().request(ask));
        return send(new PendingAsk(request, node.messages(), this::unacknowledged));
    }

    @Override
    public CompletionStage<Void> ping() {
        CompletableFuture<Void> pong = new CompletableFuture<>();
        send(PendingAsk.ping(link.label(), node.messages(), this::unacknowledged))
                .whenComplete((answer, failure) -> {
                    if (failure == null) {
                        pong.complete(null);
                    } else {
                        pong.completeExceptionally(failure);
                    }
                });
        return pong;
    }

    @Override
    public Subscription observe(String path, Consumer<Answer> listener, Runnable lost) {
        Request request = addressed(node.messages().request(Ask.of(Method.GET, path)));
        request.setToken(node.newToken());
        request.setObserve();
        CoapSubscription subscription = new CoapSubscription(this, node, request, listener, lost);
        subscription.start();
        return subscription;
    }

    private Request addressed(Request request) {
        request.setDestinationContext(link.label());
        return request;
    }

    private CompletableFuture<Answer> send(PendingAsk ask) {
        Runnable fail = () -> ask.fail(Failures.closed());
        ask.answer().whenComplete((answer, failure) -> forget(fail));
        whenGone(fail);
        node.send(ask, node.answerTimeoutMs());
        return ask.answer();
    }

    /** Calls this when the association is gone; at once when it is already. */
    void whenGone(Runnable dependent) {
        if (!add(dependent)) {
            dependent.run();
        }
    }

    private synchronized boolean add(Runnable dependent) {
        if (gone) {
            return false;
        }
        if (dependents.isEmpty()) {
            dependents = Set.of(dependent);
        } else {
            changeable().add(dependent);
        }
        return true;
    }

    private Set<Runnable> changeable() {
        if (!(dependents instanceof HashSet)) {
            dependents = new HashSet<>(dependents);
        }
        return dependents;
    }

    synchronized void forget(Runnable dependent) {
        remove(dependent);
    }

    private boolean remove(Runnable dependent) {
        if (!dependents.contains(dependent)) {
            return false;
        }
        changeable().remove(dependent);
        if (dependents.size() <= 1) {
            dependents = Set.copyOf(dependents);
        }
        return true;
    }

    /** Ends everything that depends on the association. */
    void lost() {
        for (Runnable dependent : leave()) {
            if (isStillWanted(dependent)) {
                Guarded.run(dependent);
            }
        }
    }

    private synchronized List<Runnable> leave() {
        gone = true;
        return List.copyOf(dependents);
    }

    private synchronized boolean isStillWanted(Runnable dependent) {
        return remove(dependent);
    }

    /** Runs this when no message of now is needed any more, neither to be repeated nor to recognise a repetition. */
    void whenSettled(Runnable task) {
        node.whenSettled(task);
    }

    void unacknowledged() {
        node.unacknowledged(this);
    }

    @Override
    public void close() {
        node.close(this);
    }

    @Override
    public synchronized String toString() {
        return "Association[" + (gone ? "gone" : "open") + "]";
    }
}
