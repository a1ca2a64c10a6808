package dev.middleman.console;

import dev.middleman.api.cluster.ClusterStatus;
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

/** {@code middleman:cluster}. Stateless; called on the shell's threads. */
@Component(
        service = ClusterCommand.class,
        property = {"osgi.command.scope=middleman", "osgi.command.function=cluster"})
public final class ClusterCommand {

    private final List<ClusterStatus> clusters;

    @Activate
    public ClusterCommand(
            @Reference(cardinality = ReferenceCardinality.MULTIPLE, policyOption = ReferencePolicyOption.GREEDY)
                    List<ClusterStatus> clusters) {
        this.clusters = List.copyOf(clusters);
    }

    @Descriptor("how many members of a cluster see each other, and what went between them; --json for scripts")
    public String cluster(String... arguments) {
        List<Map<String, Object>> views =
                clusters.stream().map(ClusterCommand::fields).toList();
        if (Arguments.json(arguments)) {
            return JsonText.of(views);
        }
        return views.isEmpty()
                ? "no KA server here is a member of a cluster"
                : views.stream()
                        .map(fields -> Fields.table("of this member", fields))
                        .collect(Collectors.joining("\n\n"));
    }

    private static Map<String, Object> fields(ClusterStatus cluster) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("members", cluster.members());
        fields.putAll(Fields.of(cluster.totals()));
        return fields;
    }
}
