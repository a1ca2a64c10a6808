package dev.middleman.engine;

import java.lang.reflect.Proxy;
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
        return (EngineConfig) Proxy.newProxyInstance(
                EngineConfig.class.getClassLoader(),
                new Class<?>[] {EngineConfig.class},
                (proxy, method, args) -> keys.getOrDefault(method.getName(), method.getDefaultValue()));
    }

    EngineSettings settings() {
        return SettingsReader.read(config(), 2);
    }
}
