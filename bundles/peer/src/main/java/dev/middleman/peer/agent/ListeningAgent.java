package dev.middleman.peer.agent;

import dev.middleman.peer.Agent;
import dev.middleman.peer.CloseReason;
import dev.middleman.peer.Line;
import dev.middleman.peer.Offer;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The called side's agent: takes a line when there is none, or in place of the one that it replaces. */
public final class ListeningAgent implements Agent.Listening {
    private final OneLine line;

    public ListeningAgent(Agent.Program program) {
        // Who called calls again; until then there is nothing to do.
        line = new OneLine(program, (ended, reason) -> {});
    }

    @Override
    public CompletionStage<Boolean> offered(Offer offer) {
        return CompletableFuture.completedFuture(isFree(offer.replaces()));
    }

    private boolean isFree(OptionalLong chain) {
        return line.now()
                .map(now -> chain.isPresent() && chain.getAsLong() == now.chain())
                .orElse(true);
    }

    /** One at a time, whoever was accepted: the program has one place for the middle-man. */
    @Override
    public void connected(Line next) {
        if (isFree(OptionalLong.of(next.chain()))) {
            line.use(next);
        } else {
            next.close();
        }
    }

    @Override
    public Optional<Line> line() {
        return line.now();
    }

    @Override
    public CompletionStage<CloseReason> closed() {
        return line.closed();
    }

    @Override
    public void close() {
        line.end(CloseReason.LOCAL);
    }
}
