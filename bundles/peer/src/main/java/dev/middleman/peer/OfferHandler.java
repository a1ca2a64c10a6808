package dev.middleman.peer;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/** What a registered peer does with offers. Called on the peer's threads, several at once; must not block them. */
@ConsumerType
@FunctionalInterface
public interface OfferHandler {

    /**
     * Somebody wants a line. Not asked with {@code Accept.OPEN}.
     *
     * @return completes with whether the line is wanted, before {@link Offer#secondsLeft()} have passed
     */
    default CompletionStage<Boolean> offered(Offer offer) {
        return CompletableFuture.completedFuture(true);
    }

    /** A line that was accepted is open. */
    void connected(Line line);

    /** An offer was accepted but no line came of it. */
    default void failed(CallException why) {}
}
