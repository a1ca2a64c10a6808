package dev.middleman.console;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.felix.service.command.Descriptor;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/**
 * {@code middleman:level}. Stateless; called on the shell's threads.
 *
 * <p>What the level depends on is known to whoever started the process. The shipped launcher offers it as a function of
 * JDK types, since it and the bundles cannot see each other's.
 */
@Component(
        service = LevelCommand.class,
        property = {"osgi.command.scope=middleman", "osgi.command.function=level"})
public final class LevelCommand {

    private static final String UNKNOWN = "L0";
    private static final String NO_LAUNCHER = "the container was not started by the shipped launcher";

    private final List<Supplier<Map<String, Object>>> levels;

    @Activate
    public LevelCommand(
            @Reference(
                            target = "(middleman.level=true)",
                            cardinality = ReferenceCardinality.MULTIPLE,
                            policyOption = ReferencePolicyOption.GREEDY)
                    List<Supplier<Map<String, Object>>> levels) {
        this.levels = List.copyOf(levels);
    }

    @Descriptor("how little this process leaves behind now, and what is missing for the next level; --json for scripts")
    public String level(String... arguments) {
        Map<String, Object> fields =
                levels.isEmpty() ? withoutLauncher() : levels.get(0).get();
        return Arguments.json(arguments) ? JsonText.of(fields) : text(fields);
    }

    private static Map<String, Object> withoutLauncher() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("level", UNKNOWN);
        fields.put("forL1", List.of(NO_LAUNCHER));
        fields.put("forL2", List.of());
        return fields;
    }

    private static String text(Map<String, Object> fields) {
        StringBuilder text = new StringBuilder("level ").append(fields.get("level"));
        for (String next : List.of("L1", "L2")) {
            if (fields.get("for" + next) instanceof List<?> missing) {
                missing.forEach(reason ->
                        text.append("\nfor ").append(next).append(": ").append(reason));
            }
        }
        return text.toString();
    }
}
