package dev.middleman.health;

import dev.middleman.api.relay.Drain;
import dev.middleman.api.relay.Relay;
import dev.middleman.api.relay.Totals;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Whether every middle-man has come to rest: it takes no sessions and has none, so that stopping the node cuts no line.
 * Thread-safe. Not for a view of everything: a node at work is not drained, and that is well.
 */
@Component(
        service = HealthCheck.class,
        property = {
            HealthCheck.NAME + "=Middleman: drained",
            HealthCheck.TAGS + "=middleman-drained",
            HealthCheck.TAGS + "=drained",
            "middleman.check=drained"
        })
public final class DrainedCheck implements HealthCheck {
    @Reference
    private volatile List<Relay> relays = List.of();

    @Reference
    private volatile List<Map.Entry<Map<String, Object>, Drain>> drains = List.of();

    @Override
    public Result execute() {
        return judge(Shards.totals(relays), Draining.names(drains));
    }

    static Result judge(Map<String, Optional<Totals>> totals, Set<String> draining) {
        FormattingResultLog log = new FormattingResultLog();
        log.info("{} middle-men", totals.size());
        totals.forEach((name, answer) -> {
            if (answer.isEmpty()) {
                log.healthCheckError("middle-man {}: its shards do not answer within {} s", name, Shards.WAIT_SECONDS);
            } else if (!draining.contains(name)) {
                log.temporarilyUnavailable("middle-man {}: it takes sessions", name);
            } else if (sessions(answer.get()) > 0) {
                log.temporarilyUnavailable("middle-man {}: it drains and has sessions left", name);
            }
        });
        return new Result(log);
    }

    private static long sessions(Totals totals) {
        return totals.held() + totals.reserved() + totals.live();
    }
}
