package dev.middleman.benchmarks;

import java.lang.reflect.Proxy;
import java.util.Map;

/** Makes configurations as the component runtime does: given keys, and the declared defaults for the rest. Stateless. */
final class Configuration {
    private Configuration() {}

    /** @param type an annotation type; it need not be public */
    static <C> C of(Class<C> type, Map<String, Object> keys) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, args) -> keys.getOrDefault(method.getName(), method.getDefaultValue())));
    }
}
