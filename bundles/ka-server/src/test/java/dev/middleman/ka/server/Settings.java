package dev.middleman.ka.server;

import java.lang.reflect.Proxy;
import java.util.Map;

/** A configuration as the container makes it of some keys: defaults for all others. */
final class Settings {
    private Settings() {}

    static KaServerConfig of(Map<String, Object> given) {
        return (KaServerConfig) Proxy.newProxyInstance(
                KaServerConfig.class.getClassLoader(),
                new Class<?>[] {KaServerConfig.class},
                (proxy, method, args) -> given.getOrDefault(method.getName(), method.getDefaultValue()));
    }
}
