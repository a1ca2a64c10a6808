package dev.middleman.console;

import dev.middleman.api.relay.Relay;
import dev.middleman.api.relay.Swap;
import dev.middleman.api.relay.TransportChoice;
import dev.middleman.api.transport.TransportException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.felix.service.command.Descriptor;
import org.apache.felix.service.command.Parameter;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * {@code middleman:swap}: which transport carries each middle-man, and another one for it. Called on the shell's threads; waits
 * until the lines have moved. Stateless.
 */
@Component(
        service = SwapCommand.class,
        property = {"osgi.command.scope=middleman", "osgi.command.function=swap"})
public final class SwapCommand {

    private final Map<String, TransportChoice> choices = new TreeMap<>();

    @Activate
    public SwapCommand(
            @Reference(cardinality = ReferenceCardinality.MULTIPLE, policyOption = ReferencePolicyOption.GREEDY)
                    List<Map.Entry<Map<String, Object>, TransportChoice>> choices) {
        choices.forEach(choice -> this.choices.put((String) choice.getKey().get(Relay.NAME), choice.getValue()));
    }

    @Descriptor("which transport every middle-man uses, which others are there, and what the last swap cost")
    public String swap() {
        if (choices.isEmpty()) {
            return "no middle-man runs here";
        }
        Table table = new Table("middle-man", "transport", "others", "last swap");
        choices.forEach((name, choice) -> {
            String current = choice.inUse().orElse("none");
            List<String> others = choice.offered().stream()
                    .filter(offered -> !offered.equals(current))
                    .toList();
            String last = choice.last().map(SwapCommand::words).orElse("-");
            table.row(name, current, String.join(", ", others), last);
        });
        return table.toString();
    }

    @Descriptor("moves all lines of every middle-man here to a transport, while they are in use")
    public String swap(
            @Parameter(names = "--json", presentValue = "true", absentValue = "false") @Descriptor("for scripts")
                    boolean json,
            @Descriptor("the transport's name, such as ffm, netty-epoll or netty-nio") String transport)
            throws TransportException {
        Map<String, Optional<Swap>> swaps = new LinkedHashMap<>();
        for (Map.Entry<String, TransportChoice> choice : choices.entrySet()) {
            swaps.put(choice.getKey(), choice.getValue().use(transport));
        }
        return told(swaps, transport, json);
    }

    @Descriptor("moves all lines of one middle-man to a transport, while they are in use")
    public String swap(
            @Parameter(names = "--json", presentValue = "true", absentValue = "false") @Descriptor("for scripts")
                    boolean json,
            @Descriptor("the transport's name") String transport,
            @Descriptor("the middle-man's name") String middleman)
            throws TransportException {
        TransportChoice choice = choices.get(middleman);
        if (choice == null) {
            throw new IllegalArgumentException("middle-man \"" + middleman + "\" is not one of " + choices.keySet());
        }
        Map<String, Optional<Swap>> swaps = new LinkedHashMap<>();
        swaps.put(middleman, choice.use(transport));
        return told(swaps, transport, json);
    }

    private static String told(Map<String, Optional<Swap>> swaps, String transport, boolean json) {
        if (json) {
            Map<String, Object> all = new LinkedHashMap<>();
            swaps.forEach(
                    (name, swap) -> all.put(name, swap.map(SwapCommand::fields).orElseGet(Map::of)));
            return JsonText.of(all);
        }
        if (swaps.isEmpty()) {
            return "no middle-man runs here";
        }
        StringBuilder lines = new StringBuilder();
        swaps.forEach((name, swap) -> lines.append(lines.isEmpty() ? "" : "\n")
                .append(name)
                .append(": ")
                .append(swap.map(SwapCommand::words).orElse("is on " + transport + " already")));
        return lines.toString();
    }

    static String words(Swap swap) {
        return swap.from() + " -> " + swap.to() + ", " + swap.sessions()
                + (swap.sessions() == 1 ? " session" : " sessions") + " moved, " + loss(swap);
    }

    private static String loss(Swap swap) {
        String counted = swap.lost() < 0 ? "lost datagrams cannot be counted" : swap.lost() + " datagrams lost";
        return switch (swap.way()) {
            case STEERED -> counted;
            case SHARED -> counted + ", and what came while the former one closed";
            case APART -> "and what came before the ports were bound again is lost";
        };
    }

    private static Map<String, Object> fields(Swap swap) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("from", swap.from());
        fields.put("to", swap.to());
        fields.put("sessions", swap.sessions());
        fields.put("way", swap.way().name());
        fields.put("lost", swap.lost());
        return fields;
    }
}
