package dev.middleman.peer.control;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Ask;
import dev.middleman.api.control.Association;
import dev.middleman.api.control.ConnectSpec;
import dev.middleman.api.control.ControlClient;
import dev.middleman.api.control.ControlException;
import dev.middleman.api.control.ControlHandler;
import dev.middleman.api.control.Status;
import dev.middleman.api.net.Endpoint;
import dev.middleman.wire.id.KaAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * The way to one KA server: an association that is opened when it is needed and dropped when it does not answer.
 * Thread-safe.
 */
public final class KaLink implements AutoCloseable {
    /** A peer serves nothing. */
    private static final ControlHandler NOTHING_HERE = (request, reply) -> reply.send(Answer.of(Status.NOT_FOUND));

    private final ControlClient client;
    private final KaAddress server;
    private final Optional<Endpoint> local;
    private CompletableFuture<Association> association;
    private boolean closed;

    /** @param local the local address to use; empty for any */
    public KaLink(ControlClient client, KaAddress server, Optional<Endpoint> local) {
        this.client = client;
        this.server = server;
        this.local = local.map(endpoint -> endpoint.withPort(0));
    }

    public KaAddress server() {
        return server;
    }

    /** The association there is, or a new one. */
    public synchronized CompletionStage<Association> connect() {
        if (closed) {
            return CompletableFuture.failedFuture(
                    new ControlException(ControlException.Reason.CLOSED, "the link is closed"));
        }
        if (association == null || association.isCompletedExceptionally()) {
            ConnectSpec spec = new ConnectSpec(
                    "m2-peer",
                    server.host(),
                    server.port(),
                    KaAddress.ROOT,
                    List.of(server.kaId().toArray()),
                    local);
            association = client.connect(spec, NOTHING_HERE).toCompletableFuture();
        }
        return association;
    }

    /** Asks, connecting first where needed. What fails to be answered costs the association. */
    public CompletionStage<Answer> ask(Ask ask) {
        return connect().thenCompose(open -> open.ask(ask).whenComplete((answer, failed) -> {
            if (failed != null) {
                drop(open);
            }
        }));
    }

    /** Asks for a sign of life, connecting first where needed. */
    CompletionStage<Void> ping() {
        return connect().thenCompose(Association::ping);
    }

    /** Forgets an association that does not answer; the next use opens another one. */
    public void drop(Association dead) {
        synchronized (this) {
            if (association != null && association.getNow(null) == dead) {
                association = null;
            }
        }
        dead.close();
    }

    @Override
    public void close() {
        CompletableFuture<Association> open;
        synchronized (this) {
            closed = true;
            open = association;
            association = null;
        }
        if (open != null) {
            open.thenAccept(Association::close);
        }
    }

    /** What stands behind a failed stage. */
    static Throwable cause(Throwable failed) {
        return failed instanceof CompletionException && failed.getCause() != null ? failed.getCause() : failed;
    }
}
