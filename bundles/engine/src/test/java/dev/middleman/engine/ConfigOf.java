package dev.middleman.engine;

import dev.middleman.testkit.config.Configurations;
import java.util.HashMap;
import java.util.Map;

/** Configurations as the component runtime makes them: given keys, and defaults for the rest. */
final class ConfigOf {
    private final Map<String, Object> keys = new HashMap<>();

    static ConfigOf aNode() {
        return new ConfigOf().with("name", "m1").with("ip4", "9.9.9.9");
    }

    ConfigOf with(String key, Object value) {
        keys.put(key, value);
        return this;
    }

    EngineConfig config() {
        return Configurations.of(EngineConfig.class, keys);
    }

    EngineSettings settings() {
        return SettingsReader.read(config(), 2);
    }
}
