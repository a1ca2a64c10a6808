package dev.middleman.benchmarks;

import dev.middleman.api.memory.TableMemory;
import dev.middleman.api.transport.Transport;
import dev.middleman.engine.table.DirectMemory;
import java.lang.reflect.Method;

/**
 * Makes memory for tables and buffers, and gives it to transports as their container would. By name, because most of it needs a newer
 * Java than this class does. Stateless.
 */
final class Memories {
    private Memories() {}

    /**
     * @param kind as in the service property {@link TableMemory#KIND}
     * @throws ReflectiveOperationException when it is not on the class path, or there is no such kind
     */
    static TableMemory make(String kind) throws ReflectiveOperationException {
        if (kind.equals(TableMemory.DIRECT)) {
            return new DirectMemory();
        }
        return (TableMemory) Class.forName("dev.middleman.harden.KernelMemory")
                .getMethod("of", String.class)
                .invoke(null, kind);
    }

    /** Does nothing for a transport that has buffers of its own. */
    static void give(TableMemory memory, Transport transport) throws ReflectiveOperationException {
        for (Method method : transport.getClass().getDeclaredMethods()) {
            if (method.getName().equals("bindMemory")) {
                method.setAccessible(true);
                method.invoke(transport, memory);
            }
        }
    }
}
