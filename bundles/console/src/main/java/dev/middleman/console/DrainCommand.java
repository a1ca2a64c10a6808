package dev.middleman.console;

import dev.middleman.api.ka.Registrations;
import dev.middleman.api.relay.Drain;
import dev.middleman.api.relay.Relay;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * {@code middleman:drain}: brings all middle-men here to rest, or back to work. Called on the shell's threads; waits for the shards'
 * answers, but not for long. Stateless: what drains is known to the middle-men.
 */
@Component(
        service = DrainCommand.class,
        property = {"osgi.command.scope=middleman", "osgi.command.function=drain"})
public final class DrainCommand {

    private static final long WAIT_SECONDS = 2;
    static final String OFF = "off";

    private final Map<String, Drain> drains = new TreeMap<>();
    private final Map<String, Relay> relays = new TreeMap<>();
    private final List<Registrations> clients;

    @Activate
    public DrainCommand(
            @Reference(cardinality = ReferenceCardinality.MULTIPLE, policyOption = ReferencePolicyOption.GREEDY)
                    List<Map.Entry<Map<String, Object>, Drain>> drains,
            @Reference(cardinality = ReferenceCardinality.MULTIPLE, policyOption = ReferencePolicyOption.GREEDY)
                    List<Relay> relays,
            @Reference(cardinality = ReferenceCardinality.MULTIPLE, policyOption = ReferencePolicyOption.GREEDY)
                    List<Registrations> clients) {
        drains.forEach(drain -> this.drains.put((String) drain.getKey().get(Relay.NAME), drain.getValue()));
        relays.forEach(relay -> this.relays.put(relay.description().name(), relay));
        this.clients = List.copyOf(clients);
    }

    @Descriptor("whether the middle-men here drain, and what is left; --json for scripts")
    public String drain(
            @Parameter(names = "--json", presentValue = "true", absentValue = "false") @Descriptor("for scripts")
                    boolean json)
            throws InterruptedException, ExecutionException, TimeoutException {
        List<Map<String, Object>> all = new ArrayList<>();
        Table table = new Table("middle-man", "drains", "seconds left", "sessions left");
        for (Map.Entry<String, Drain> drain : drains.entrySet()) {
            OptionalInt left = drain.getValue().secondsLeft();
            long sessions = sessions(drain.getKey());
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("middleman", drain.getKey());
            fields.put("drains", left.isPresent());
            fields.put("secondsLeft", left.orElse(0));
            fields.put("sessionsLeft", sessions);
            all.add(fields);
            table.row(
                    drain.getKey(),
                    left.isPresent() ? "yes" : "no",
                    left.isPresent() ? String.valueOf(left.getAsInt()) : "-",
                    sessions);
        }
        if (json) {
            return JsonText.of(all);
        }
        return all.isEmpty() ? "no middle-man runs here" : table.toString();
    }

    @Descriptor(
            "opens no new sessions, tells peers to go elsewhere, and ends all sessions after a time; or goes on as before")
    public String drain(
            @Parameter(names = "--json", presentValue = "true", absentValue = "false") @Descriptor("for scripts")
                    boolean json,
            @Descriptor("1 to 86400 seconds, or off") String seconds)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (seconds.equals(OFF)) {
            drains.values().forEach(Drain::end);
        } else {
            int granted = number(seconds);
            drains.values().forEach(drain -> drain.begin(granted));
        }
        clients.forEach(client -> client.drain(!seconds.equals(OFF)));
        return drain(json);
    }

    private static int number(String text) {
        int seconds;
        try {
            seconds = Integer.parseInt(text);
        } catch (NumberFormatException notANumber) {
            throw outside(text);
        }
        if (seconds < Drain.LEAST_SECONDS || seconds > Drain.MOST_SECONDS) {
            throw outside(text);
        }
        return seconds;
    }

    private static IllegalArgumentException outside(String text) {
        return new IllegalArgumentException("seconds " + text + " is neither in " + Drain.LEAST_SECONDS + ".."
                + Drain.MOST_SECONDS + " nor " + OFF);
    }

    /** Held ones too: whoever holds one may still commit it. */
    private long sessions(String middleman) throws InterruptedException, ExecutionException, TimeoutException {
        Relay relay = relays.get(middleman);
        if (relay == null) {
            return 0;
        }
        var totals = relay.totals().toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
        return totals.held() + totals.reserved() + totals.live();
    }
}
