package dev.middleman.testkit.config;

import java.lang.reflect.Proxy;
import java.util.Map;

/** Makes configurations as the component runtime does. Stateless. */
public final class Configurations {
    private Configurations() {}

    /**
     * A configuration of some keys, with the declared defaults for the rest.
     *
     * @param type an annotation type; it need not be public
     * @param given by the names of its methods; what changes in there later changes the configuration
     */
    public static <C> C of(Class<C> type, Map<String, ?> given) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            Object value = given.get(method.getName());
            return value == null ? method.getDefaultValue() : value;
        }));
    }
}
