package dev.middleman.console;

import dev.middleman.api.ka.KaStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** {@code middleman:ka}. Stateless; called on the shell's threads. */
@Component(
        service = KaCommand.class,
        property = {"osgi.command.scope=middleman", "osgi.command.function=ka"})
public final class KaCommand {

    private final List<KaStatus> servers;

    @Activate
    public KaCommand(
            @Reference(cardinality = ReferenceCardinality.MULTIPLE, policyOption = ReferencePolicyOption.GREEDY)
                    List<KaStatus> servers) {
        this.servers = List.copyOf(servers);
    }

    @Descriptor("address and totals of every KA server in this container; --json for scripts")
    public String ka(String... arguments) {
        List<KaView> views = servers.stream()
                .map(server -> new KaView(server.address(), server.totals()))
                .toList();
        if (Arguments.json(arguments)) {
            Map<String, Object> byAddress = new LinkedHashMap<>();
            views.forEach(view -> byAddress.put(view.address(), view.fields()));
            return JsonText.of(byAddress);
        }
        return views.isEmpty()
                ? "no KA server runs here"
                : views.stream().map(KaView::text).collect(Collectors.joining("\n\n"));
    }
}
