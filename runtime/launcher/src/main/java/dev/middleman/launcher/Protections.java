package dev.middleman.launcher;

import dev.middleman.launcher.level.Measure;
import java.util.List;
import java.util.Optional;

/** What bundle {@code harden} tells of its measures. Stateless. */
final class Protections {

    private static final String SERVICE = "dev.middleman.api.protection.Protections";

    private Protections() {}

    /** Empty where there is no such bundle. */
    static Optional<List<Measure>> measures(Services services) {
        return Optional.empty();
    }
}
