package dev.middleman.benchmarks.ka;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import javax.management.JMException;
import javax.management.ObjectName;

/** What lives on this JVM's heap. Stateless. */
final class Heap {
    /** More than a few: what reference queues held is gone with the next collection, or with the one after. */
    private static final int LEAST_COLLECTIONS = 3;

    private static final int MOST_COLLECTIONS = 20;

    /** A collection that frees less than one part of so many was the last one needed. */
    private static final int SETTLED = 1_000;

    private Heap() {}

    /** Bytes in use after full collections. */
    static long settledBytes() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        long before = Long.MAX_VALUE;
        long now = memory.getHeapMemoryUsage().getUsed();
        for (int i = 0; i < LEAST_COLLECTIONS || i < MOST_COLLECTIONS && before - now > before / SETTLED; i++) {
            before = now;
            memory.gc();
            now = memory.getHeapMemoryUsage().getUsed();
        }
        return now;
    }

    /** Live objects by class, as the JVM's own diagnostic command prints them, the largest first. */
    static String histogram() {
        try {
            return (String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()});
        } catch (JMException e) {
            throw new IllegalStateException("this JVM has no class histogram", e);
        }
    }
}
