package dev.middleman.health;

import dev.middleman.api.relay.Relay;
import dev.middleman.api.relay.Totals;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.felix.hc.api.FormattingResultLog;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether the shards of every middle-man answer. If not, only a restart helps. Thread-safe. */
@Component(
        service = HealthCheck.class,
        property = {
            HealthCheck.NAME + "=Middleman: live",
            HealthCheck.TAGS + "=middleman",
            HealthCheck.TAGS + "=live",
            "middleman.check=live"
        })
public final class LiveCheck implements HealthCheck {
    @Reference
    private volatile List<Relay> relays = List.of();

    @Override
    public Result execute() {
        return judge(Shards.totals(relays));
    }

    static Result judge(Map<String, Optional<Totals>> totals) {
        FormattingResultLog log = new FormattingResultLog();
        log.info("{} middle-men", totals.size());
        totals.forEach((name, answer) -> {
            if (answer.isEmpty()) {
                log.critical("middle-man {}: its shards do not answer within {} s", name, Shards.WAIT_SECONDS);
            }
        });
        return new Result(log);
    }
}
