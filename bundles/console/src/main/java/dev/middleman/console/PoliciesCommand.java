package dev.middleman.console;

import dev.middleman.api.policy.AdmissionPolicy;
import dev.middleman.api.policy.MembershipPolicy;
import dev.middleman.api.policy.SelectionPolicy;
import dev.middleman.api.policy.TrafficPolicy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** {@code middleman:policies}. Stateless; called on the shell's threads. */
@Component(
        service = PoliciesCommand.class,
        property = {"osgi.command.scope=middleman", "osgi.command.function=policies"})
public final class PoliciesCommand {

    private static final String MEMBERSHIP = "membership";

    /** The names by kind, the one that is asked first; of rules for members all are. */
    private final Map<String, List<String>> byKind = new LinkedHashMap<>();

    @Activate
    public PoliciesCommand(
            @Reference(cardinality = ReferenceCardinality.MULTIPLE, policyOption = ReferencePolicyOption.GREEDY)
                    List<Map.Entry<Map<String, Object>, AdmissionPolicy>> admissions,
            @Reference(cardinality = ReferenceCardinality.MULTIPLE, policyOption = ReferencePolicyOption.GREEDY)
                    List<Map.Entry<Map<String, Object>, TrafficPolicy>> traffics,
            @Reference(cardinality = ReferenceCardinality.MULTIPLE, policyOption = ReferencePolicyOption.GREEDY)
                    List<Map.Entry<Map<String, Object>, SelectionPolicy>> selections,
            @Reference(cardinality = ReferenceCardinality.MULTIPLE, policyOption = ReferencePolicyOption.GREEDY)
                    List<MembershipPolicy> memberships) {
        byKind.put(
                "admission",
                Ranked.ranked(admissions).stream().map(AdmissionPolicy::name).toList());
        byKind.put(
                "traffic",
                Ranked.ranked(traffics).stream().map(TrafficPolicy::name).toList());
        byKind.put(
                "selection",
                Ranked.ranked(selections).stream().map(SelectionPolicy::name).toList());
        byKind.put(
                MEMBERSHIP,
                List.copyOf(new TreeSet<>(
                        memberships.stream().map(MembershipPolicy::name).toList())));
    }

    @Descriptor("which policy of which kind is asked, with a star, and which others are there; --json for scripts")
    public String policies(String... arguments) {
        if (Arguments.json(arguments)) {
            return JsonText.of(new LinkedHashMap<>(byKind));
        }
        Table table = new Table("kind", "", "policy");
        byKind.forEach((kind, names) -> {
            for (int i = 0; i < names.size(); i++) {
                table.row(kind, i == 0 || kind.equals(MEMBERSHIP) ? "*" : "", names.get(i));
            }
            if (names.isEmpty()) {
                table.row(kind, "", "none");
            }
        });
        return table.toString();
    }
}
