package dev.middleman.console;

import dev.middleman.api.relay.Relay;
import dev.middleman.api.relay.Totals;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * {@code middleman:shards}: whether the work is spread evenly. Called on the shell's threads; waits for the shards' answers, but not
 * for long. Stateless.
 */
@Component(
        service = ShardsCommand.class,
        property = {"osgi.command.scope=middleman", "osgi.command.function=shards"})
public final class ShardsCommand {

    private static final long WAIT_SECONDS = 2;
    private static final int MOST = 99;

    private final List<Relay> relays;

    @Activate
    public ShardsCommand(
            @Reference(cardinality = ReferenceCardinality.MULTIPLE, policyOption = ReferencePolicyOption.GREEDY)
                    List<Relay> relays) {
        this.relays = List.copyOf(relays);
    }

    @Descriptor("sessions and datagrams of every shard")
    public String shards() throws InterruptedException, ExecutionException, TimeoutException {
        Map<String, List<Totals>> byName = new TreeMap<>();
        for (Relay relay : relays) {
            List<Totals> shards = relay.shards().toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
            byName.put(relay.description().name(), shards);
        }
        return byName.isEmpty() ? "no middle-man runs here" : text(byName);
    }

    static String text(Map<String, List<Totals>> byName) {
        Table table = new Table(
                "middle-man", "shard", "ports", "sessions", "received", "forwarded", "dropped", "99 % of turns within");
        byName.forEach((name, shards) -> {
            for (int i = 0; i < shards.size(); i++) {
                Totals t = shards.get(i);
                table.row(
                        name,
                        i,
                        t.ports(),
                        t.held() + t.reserved() + t.live(),
                        t.received(),
                        t.forwarded(),
                        t.droppedInAll(),
                        TotalsView.words(t.turns().withinNs(MOST)));
            }
        });
        return table.toString();
    }
}
