package dev.middleman.ka.server;

import dev.middleman.testkit.config.Configurations;
import java.util.Map;

/** A configuration as the container makes it of some keys: defaults for all others. */
final class Settings {
    private Settings() {}

    static KaServerConfig of(Map<String, Object> given) {
        return Configurations.of(KaServerConfig.class, given);
    }
}
