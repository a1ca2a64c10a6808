package dev.middleman.ka.cluster;

import java.lang.reflect.Proxy;
import org.jgroups.logging.CustomLogFactory;
import org.jgroups.logging.Log;
import org.jgroups.logging.LogFactory;

/** Keeps JGroups from logging: its lines hold addresses. Stateless. */
final class Silence {
    private static final Log NOTHING = (Log) Proxy.newProxyInstance(
            Silence.class.getClassLoader(),
            new Class<?>[] {Log.class},
            (proxy, method, args) -> switch (method.getName()) {
                case "getLevel" -> "off";
                case "hashCode" -> System.identityHashCode(proxy);
                case "equals" -> proxy == args[0];
                case "toString" -> "silence";
                default -> method.getReturnType() == boolean.class ? Boolean.FALSE : null;
            });

    private Silence() {}

    /** Before any other class of JGroups is used: each gets its log once. */
    static void begin() {
        LogFactory.setCustomLogFactory(new CustomLogFactory() {
            @Override
            public Log getLog(Class<?> itsClass) {
                return NOTHING;
            }

            @Override
            public Log getLog(String category) {
                return NOTHING;
            }
        });
    }
}
