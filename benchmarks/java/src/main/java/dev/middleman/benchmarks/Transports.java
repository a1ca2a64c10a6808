package dev.middleman.benchmarks;

import dev.middleman.api.transport.Transport;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Makes transports from what lies on the class path, with what is given of their configuration and the defaults
 * for the rest. By name, because one of them needs a newer
 * Java than this class does. Stateless.
 */
final class Transports {
    private static final Map<String, String> COMPONENTS = new TreeMap<>(Map.of(
            "netty-nio", "dev.middleman.transport.netty.NioTransportComponent",
            "netty-epoll", "dev.middleman.transport.netty.EpollTransportComponent",
            "ffm", "dev.middleman.transport.ffm.FfmTransportComponent"));

    private Transports() {}

    /**
     * @param settings of that transport, by their keys
     * @throws IllegalArgumentException for an unknown name
     * @throws ReflectiveOperationException when it is not on the class path, or cannot work on this machine
     */
    static Transport make(String name, Map<String, Object> settings) throws ReflectiveOperationException {
        String component = COMPONENTS.get(name);
        if (component == null) {
            throw new IllegalArgumentException("transport \"" + name + "\" is not one of " + COMPONENTS.keySet());
        }
        Constructor<?> activate = Class.forName(component).getConstructors()[0];
        try {
            return (Transport)
                    activate.newInstance(Configuration.<Object>of(untyped(activate.getParameterTypes()[0]), settings));
        } catch (InvocationTargetException failed) {
            throw new ReflectiveOperationException(name + " cannot work here", failed.getCause());
        }
    }

    @SuppressWarnings("unchecked")
    private static Class<Object> untyped(Class<?> type) {
        return (Class<Object>) type;
    }
}
