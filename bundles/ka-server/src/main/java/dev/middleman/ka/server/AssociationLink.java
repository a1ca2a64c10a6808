package dev.middleman.ka.server;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Ask;
import dev.middleman.api.control.Association;
import dev.middleman.api.control.Method;
import dev.middleman.api.control.Status;
import dev.middleman.wire.WireException;
import dev.middleman.wire.control.Commit;
import dev.middleman.wire.control.Granted;
import dev.middleman.wire.control.Hold;
import dev.middleman.wire.id.Octets;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Asks a middle-man over the association that it opened. Thread-safe. An answer that makes no sense counts as no. */
record AssociationLink(Association association) implements MiddlemanLink {
    private static final String PATH = "/s/";

    @Override
    public long associationId() {
        return association.id();
    }

    @Override
    public CompletionStage<Optional<Octets>> hold(Hold hold) {
        return association.ask(Ask.of(Method.POST, "/s", hold.encode())).thenApply(AssociationLink::handle);
    }

    @Override
    public CompletionStage<Optional<Granted>> commit(Octets handle, Commit commit) {
        return association
                .ask(Ask.of(Method.PUT, PATH + handle.toBase64Url(), commit.encode()))
                .thenApply(AssociationLink::granted);
    }

    @Override
    public void release(Octets handle) {
        association.ask(Ask.of(Method.DELETE, PATH + handle.toBase64Url()));
    }

    private static Optional<Octets> handle(Answer answer) {
        return answer.status() == Status.CREATED && answer.location().startsWith(PATH)
                ? Names.parse(answer.location().substring(PATH.length()))
                : Optional.empty();
    }

    private static Optional<Granted> granted(Answer answer) {
        if (answer.status() != Status.CHANGED) {
            return Optional.empty();
        }
        try {
            return Optional.of(Granted.parse(answer.payload()));
        } catch (WireException e) {
            return Optional.empty();
        }
    }
}
