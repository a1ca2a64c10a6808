package dev.middleman.console;

import dev.middleman.api.ka.Registrations;
import dev.middleman.api.ka.Registrations.Registration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** {@code middleman:registrations}. Stateless; called on the shell's threads. */
@Component(
        service = RegistrationsCommand.class,
        property = {"osgi.command.scope=middleman", "osgi.command.function=registrations"})
public final class RegistrationsCommand {

    private final List<Registrations> clients;

    @Activate
    public RegistrationsCommand(
            @Reference(cardinality = ReferenceCardinality.MULTIPLE, policyOption = ReferencePolicyOption.GREEDY)
                    List<Registrations> clients) {
        this.clients = List.copyOf(clients);
    }

    @Descriptor("how every middle-man stands with its KA servers; --json for scripts")
    public String registrations(String... arguments) {
        boolean json = Arguments.json(arguments);
        List<Map<String, Object>> all = new ArrayList<>();
        Table table = new Table("middle-man", "KA server", "state", "retry s", "holds", "commits", "reason");
        for (Registrations client : clients) {
            for (Registration server : client.servers()) {
                Map<String, Object> fields = fields(client.middleman(), server);
                all.add(fields);
                table.row(fields.values().toArray());
            }
        }
        if (json) {
            return JsonText.of(all);
        }
        return all.isEmpty() ? "no middle-man here is configured for a KA server" : table.toString();
    }

    private static Map<String, Object> fields(String middleman, Registration server) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("middleman", middleman);
        fields.put("server", server.server());
        fields.put("state", server.state().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        fields.put("retrySeconds", server.retrySeconds());
        fields.put("holds", server.holds());
        fields.put("commits", server.commits());
        fields.put("reason", server.reason());
        return fields;
    }
}
