package dev.middleman.peer.agent;

import dev.middleman.peer.Agent;
import dev.middleman.peer.CloseReason;
import dev.middleman.peer.Line;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/** The line that a program has now, and the next one in its place. Thread-safe. */
final class OneLine {
    private final Agent.Program program;
    private final BiConsumer<Line, CloseReason> whenLost;
    private final CompletableFuture<CloseReason> closed = new CompletableFuture<>();
    private Line line;

    /** @param whenLost told when the line of now ended by itself */
    OneLine(Agent.Program program, BiConsumer<Line, CloseReason> whenLost) {
        this.program = program;
        this.whenLost = whenLost;
    }

    /** Puts a line in the place of the one before, and tells the program. */
    void use(Line next) {
        Line before;
        synchronized (this) {
            before = line;
            line = next;
        }
        if (before != null) {
            before.close();
        }
        if (closed.isDone()) {
            next.close();
            return;
        }
        next.relay().ifPresent(program::sendTo);
        next.closed().thenAccept(reason -> onEnded(next, reason));
    }

    private void onEnded(Line ended, CloseReason reason) {
        synchronized (this) {
            if (ended != line || closed.isDone()) {
                return;
            }
            line = null;
        }
        if (reason != CloseReason.LOCAL) {
            whenLost.accept(ended, reason);
        }
    }

    synchronized Optional<Line> now() {
        return Optional.ofNullable(line);
    }

    CompletionStage<CloseReason> closed() {
        return closed.minimalCompletionStage();
    }

    /** The first reason counts. */
    boolean end(CloseReason reason) {
        if (!closed.complete(reason)) {
            return false;
        }
        now().ifPresent(Line::close);
        return true;
    }
}
