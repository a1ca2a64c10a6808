package dev.middleman.launcher;

import dev.middleman.launcher.level.Measure;
import java.util.List;
import java.util.Optional;

/** What the bundles tell that keep the process's memory from others. Stateless. */
final class Protections {

    private static final String SERVICE = "dev.middleman.api.protection.Protections";
    private static final String MEASURE = "dev.middleman.api.protection.Measure";

    private Protections() {}

    /** Empty where there is no such bundle. */
    static Optional<List<Measure>> measures(Services services) {
        return services.all(SERVICE).stream()
                .findFirst()
                .map(service -> (List<?>) services.ask(service, SERVICE, "measures"))
                .map(measures -> measures.stream().map(Protections::seen).toList());
    }

    private static Measure seen(Object measure) {
        return new Measure(
                (String) Services.call(measure, MEASURE, "name"),
                (Boolean) Services.call(measure, MEASURE, "on"),
                (String) Services.call(measure, MEASURE, "reason"));
    }
}
