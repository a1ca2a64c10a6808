package dev.middleman.console;

import dev.middleman.api.policy.SelectionPolicy;
import dev.middleman.api.relay.TransportChoice;
import dev.middleman.api.time.TimeTotals;
import dev.middleman.api.time.Timekeeper;
import dev.middleman.api.transport.Transport;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * {@code middleman:parts}: which exchangeable parts are there and which one is in use. Stateless; called on the shell's
 * threads.
 */
@Component(
        service = PartsCommand.class,
        property = {"osgi.command.scope=middleman", "osgi.command.function=parts"})
public final class PartsCommand {

    private final List<Transport> transports;
    private final List<TransportChoice> choices;
    private final List<SelectionPolicy> policies;
    private final List<Timekeeper> clocks;

    @Activate
    public PartsCommand(
            @Reference(cardinality = ReferenceCardinality.MULTIPLE, policyOption = ReferencePolicyOption.GREEDY)
                    List<Map.Entry<Map<String, Object>, Transport>> transports,
            @Reference(cardinality = ReferenceCardinality.MULTIPLE, policyOption = ReferencePolicyOption.GREEDY)
                    List<TransportChoice> choices,
            @Reference(cardinality = ReferenceCardinality.MULTIPLE, policyOption = ReferencePolicyOption.GREEDY)
                    List<Map.Entry<Map<String, Object>, SelectionPolicy>> policies,
            @Reference(cardinality = ReferenceCardinality.MULTIPLE, policyOption = ReferencePolicyOption.GREEDY)
                    List<Timekeeper> clocks) {
        this.transports = Ranked.ranked(transports);
        this.choices = List.copyOf(choices);
        this.policies = Ranked.ranked(policies);
        this.clocks = List.copyOf(clocks);
    }

    @Descriptor("transports, selection policies and the clock; what is in use has a star")
    public String parts() {
        Table table = new Table("part", "", "name");
        Set<String> used =
                choices.stream().flatMap(choice -> choice.inUse().stream()).collect(Collectors.toSet());
        for (Transport transport : transports) {
            table.row("transport", used.contains(transport.name()) ? "*" : "", transport.name());
        }
        for (int i = 0; i < policies.size(); i++) {
            table.row("selection", i == 0 ? "*" : "", policies.get(i).name());
        }
        for (Timekeeper clock : clocks) {
            TimeTotals t = clock.totals();
            table.row("clock", "*", words(t));
        }
        return table.toString();
    }

    private static String words(TimeTotals t) {
        return t.ticks() + " ticks, " + t.waiting() + " deadlines wait, " + t.listeners() + " listeners, "
                + t.failures() + " failures, " + t.clockJumps() + " clock jumps";
    }
}
