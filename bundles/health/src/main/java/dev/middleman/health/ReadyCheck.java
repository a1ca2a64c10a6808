package dev.middleman.health;

import dev.middleman.api.ka.KaStatus;
import dev.middleman.api.ka.Registrations;
import dev.middleman.api.relay.Drain;
import dev.middleman.api.relay.Relay;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Whether new lines can come about here: a KA server serves, or a middle-man is registered with one, and none of the
 * middle-men drains. Thread-safe.
 */
@Component(
        service = HealthCheck.class,
        property = {
            HealthCheck.NAME + "=Middleman: ready",
            HealthCheck.TAGS + "=middleman",
            HealthCheck.TAGS + "=ready",
            "middleman.check=ready"
        })
public final class ReadyCheck implements HealthCheck {
    @Reference
    private volatile List<Relay> relays = List.of();

    @Reference
    private volatile List<Registrations> clients = List.of();

    @Reference
    private volatile List<KaStatus> kaServers = List.of();

    @Reference
    private volatile List<Map.Entry<Map<String, Object>, Drain>> drains = List.of();

    @Override
    public Result execute() {
        return judge(
                relays.stream().map(relay -> relay.description().name()).collect(Collectors.toCollection(TreeSet::new)),
                clients,
                kaServers.size(),
                Draining.names(drains));
    }

    static Result judge(Set<String> middleMen, List<Registrations> clients, int kaServers, Set<String> draining) {
        FormattingResultLog log = new FormattingResultLog();
        log.info("{} middle-men, {} KA servers", middleMen.size(), kaServers);
        if (middleMen.isEmpty() && kaServers == 0) {
            log.temporarilyUnavailable("neither a middle-man nor a KA server is here");
        }
        for (String name : middleMen) {
            if (draining.contains(name)) {
                log.temporarilyUnavailable("middle-man {}: it drains", name);
            } else if (registered(name, clients) == 0) {
                log.temporarilyUnavailable("middle-man {}: no KA server has it registered", name);
            }
        }
        return new Result(log);
    }

    private static long registered(String name, List<Registrations> clients) {
        List<Registrations.Registration> all = new ArrayList<>();
        clients.stream()
                .filter(client -> client.middleman().equals(name))
                .forEach(client -> all.addAll(client.servers()));
        return all.stream()
                .filter(server -> server.state() == Registrations.State.REGISTERED)
                .count();
    }
}
