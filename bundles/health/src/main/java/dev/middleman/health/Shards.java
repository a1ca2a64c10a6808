package dev.middleman.health;

import dev.middleman.api.relay.Relay;
import dev.middleman.api.relay.Totals;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks the shards of all middle-men at once, and does not wait for long. Stateless. */
final class Shards {
    /** How long all of them together may take, s; an executor of health checks gives up after two by default. */
    static final int WAIT_SECONDS = 1;

    private Shards() {}

    /** @return the totals by the middle-man's name; empty of one that did not answer in time */
    static Map<String, Optional<Totals>> totals(List<Relay> relays) {
        Map<String, CompletableFuture<Totals>> asked = new TreeMap<>();
        relays.forEach(
                relay -> asked.put(relay.description().name(), relay.totals().toCompletableFuture()));
        try {
            CompletableFuture.allOf(asked.values().toArray(CompletableFuture<?>[]::new))
                    .get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException notAll) {
            // Told of each below.
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
        Map<String, Optional<Totals>> answered = new TreeMap<>();
        asked.forEach((name, totals) -> answered.put(
                name,
                totals.isDone() && !totals.isCompletedExceptionally() ? Optional.of(totals.join()) : Optional.empty()));
        return answered;
    }
}
