package dev.middleman.ka.client;

import dev.middleman.api.control.ControlClient;
import dev.middleman.api.ka.Registrations;
import dev.middleman.wire.id.KaAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/** Keeps one middle-man registered with all its KA servers, each on its own. Thread-safe; nothing blocks. */
final class KaClient implements Registrations {
    private final Node node;
    private final List<Registrar> registrars;
    private volatile boolean draining;

    /** @param servers in the order that numbers them: quotas of the middle-man are counted by this number */
    KaClient(Node node, List<KaAddress> servers, ControlClient client, Alarm alarm, RandomGenerator random) {
        this.node = node;
        Registrar.Tools tools = new Registrar.Tools(client, alarm, random);
        List<Registrar> all = new ArrayList<>();
        for (int owner = 0; owner < servers.size(); owner++) {
            CapacityDesk.Asker asker =
                    new CapacityDesk.Asker(owner, servers.get(owner).kaId().toBase64Url());
            CapacityDesk desk = new CapacityDesk(
                    node.relay(), asker, alarm.deadlines(), new RecentHolds(alarm.ticks()), () -> draining);
            all.add(new Registrar(node, owner + 1, servers.get(owner), desk, tools));
        }
        this.registrars = List.copyOf(all);
    }

    /** @param drains whether a drain began before */
    void start(boolean drains) {
        draining = drains;
        registrars.forEach(Registrar::start);
    }

    /** Deregisters everywhere at once; completes within half a second. */
    CompletionStage<Void> stop() {
        return CompletableFuture.allOf(registrars.stream()
                .map(registrar -> registrar.stop().toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new));
    }

    @Override
    public String middleman() {
        return node.relay().description().name();
    }

    @Override
    public List<Registration> servers() {
        return registrars.stream().map(Registrar::snapshot).toList();
    }

    @Override
    public void drain(boolean on) {
        draining = on;
        registrars.forEach(Registrar::hurry);
    }
}
