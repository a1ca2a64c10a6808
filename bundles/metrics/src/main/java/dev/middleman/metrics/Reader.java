package dev.middleman.metrics;

import dev.middleman.api.cluster.ClusterStatus;
import dev.middleman.api.ka.KaStatus;
import dev.middleman.api.ka.Registrations;
import dev.middleman.api.relay.Drain;
import dev.middleman.api.relay.Relay;
import dev.middleman.api.relay.Totals;
import dev.middleman.api.relay.TransportChoice;
import dev.middleman.api.time.Timekeeper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Asks services for their totals, as the console does. Of what is dynamic it gets the present state, by value.
 *
 * @param relays middle-men
 * @param drains by the middle-man's name
 * @param choices transports, by the middle-man's name
 * @param clients of the middle-men, to KA servers
 * @param kaServers here
 * @param clusters that they are members of
 * @param clocks of this node
 * @param levels what the launcher says of the process
 */
record Reader(
        List<Relay> relays,
        Map<String, Drain> drains,
        Map<String, TransportChoice> choices,
        List<Registrations> clients,
        List<KaStatus> kaServers,
        List<ClusterStatus> clusters,
        List<Timekeeper> clocks,
        List<Supplier<Map<String, Object>>> levels) {
    private static final long WAIT_SECONDS = 2;

    Figures read() {
        return new Figures(
                middleMen(),
                kaServers.stream().map(KaStatus::totals).toList(),
                clusters.stream()
                        .map(cluster -> new Figures.OfCluster(cluster.members(), cluster.totals()))
                        .toList(),
                levels.stream().findFirst().flatMap(level -> number(level.get().get("level"))),
                clocks.stream().findFirst().map(clock -> clock.totals().clockJumps()));
    }

    private List<Figures.OfMiddleman> middleMen() {
        Map<String, CompletableFuture<Totals>> asked = new TreeMap<>();
        relays.forEach(
                relay -> asked.put(relay.description().name(), relay.totals().toCompletableFuture()));
        awaitAll(asked);
        List<Figures.OfMiddleman> all = new ArrayList<>();
        asked.forEach((name, totals) -> all.add(new Figures.OfMiddleman(
                name,
                answered(totals),
                drains.containsKey(name) && drains.get(name).secondsLeft().isPresent(),
                Optional.ofNullable(choices.get(name)).flatMap(TransportChoice::inUse),
                registrations(name))));
        return all;
    }

    /** One wait for all of them. Who has not answered by then is told as not up. */
    private static void awaitAll(Map<String, CompletableFuture<Totals>> asked) {
        try {
            CompletableFuture.allOf(asked.values().toArray(CompletableFuture<?>[]::new))
                    .get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException notAll) {
            // The others are told all the same.
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private static Optional<Totals> answered(CompletableFuture<Totals> totals) {
        return totals.isDone() && !totals.isCompletedExceptionally() ? Optional.of(totals.join()) : Optional.empty();
    }

    private Map<Registrations.State, Long> registrations(String middleman) {
        return clients.stream()
                .filter(client -> client.middleman().equals(middleman))
                .flatMap(client -> client.servers().stream())
                .map(Registrations.Registration::state)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    /** Of {@code L2}. */
    private static Optional<Integer> number(Object level) {
        return level instanceof String text && text.matches("L\\d")
                ? Optional.of(Integer.parseInt(text.substring(1)))
                : Optional.empty();
    }
}
