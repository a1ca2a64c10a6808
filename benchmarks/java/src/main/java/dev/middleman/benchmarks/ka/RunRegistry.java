package dev.middleman.benchmarks.ka;

import dev.middleman.expiry.RunningTime;
import dev.middleman.ka.server.FullRegistry;

/**
 * The registry by itself: fills it, and then refreshes and reads at random. Prints one line of JSON.
 *
 * <pre>
 *   peers=N operations=N
 * </pre>
 */
public final class RunRegistry {
    private static final double NS_PER_SECOND = 1e9;
    private static final int WARM_PEERS = 50_000;

    private RunRegistry() {}

    /** Ends with status 1 and a trace when something is wrong. */
    public static void main(String[] arguments) {
        Arguments given = new Arguments(arguments);
        int peers = given.number("peers");
        int operations = given.number("operations");
        try (RunningTime time = new RunningTime()) {
            warm(Math.min(peers, WARM_PEERS), operations, time);
            try (FullRegistry registry = new FullRegistry(peers, time)) {
                long before = Heap.settledBytes();
                double registrations = perSecond(peers, () -> registry.register(peers));
                long bytes = Heap.settledBytes() - before;
                double refreshes = perSecond(operations, () -> registry.refresh(operations));
                double reads = perSecond(operations, () -> registry.readInboxes(operations));
                boolean taken = registry.isLookUpTaken();
                System.out.printf(
                        "{\"peers\": %d, \"bytes\": %d, \"registrations_per_s\": %.0f, \"refreshes_per_s\": %.0f,"
                                + " \"reads_per_s\": %.0f, \"look_up_taken\": %b}%n",
                        registry.peers(), bytes, registrations, refreshes, reads, taken);
            }
        }
        System.exit(0);
    }

    private static void warm(int peers, int operations, RunningTime time) {
        try (FullRegistry registry = new FullRegistry(peers, time)) {
            registry.register(peers);
            registry.refresh(operations);
            registry.readInboxes(operations);
        }
    }

    private static double perSecond(int count, Runnable work) {
        long begun = System.nanoTime();
        work.run();
        return count * NS_PER_SECOND / (System.nanoTime() - begun);
    }
}
