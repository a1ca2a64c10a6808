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
 * {@code middleman:totals}. Called on the shell's threads; waits for the shards' answers, but not for long.
 *
 * <p>Stateless, so its references are static: when a middle-man comes or goes, another instance takes over.
 */
@Component(
        service = TotalsCommand.class,
        property = {"osgi.command.scope=middleman", "osgi.command.function=totals"})
public final class TotalsCommand {

    private static final long WAIT_SECONDS = 2;

    private final List<Relay> relays;

    @Activate
    public TotalsCommand(
            @Reference(cardinality = ReferenceCardinality.MULTIPLE, policyOption = ReferencePolicyOption.GREEDY)
                    List<Relay> relays) {
        this.relays = List.copyOf(relays);
    }

    @Descriptor("datagrams, sessions and drop reasons of every middle-man in this container; --json for scripts")
    public String totals(String... arguments) throws InterruptedException, ExecutionException, TimeoutException {
        boolean json = Arguments.json(arguments);
        Map<String, Totals> byName = new TreeMap<>();
        for (Relay relay : relays) {
            Totals totals = relay.totals().toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
            byName.put(relay.description().name(), totals);
        }
        TotalsView view = new TotalsView(byName);
        return json ? view.json() : view.text();
    }
}
