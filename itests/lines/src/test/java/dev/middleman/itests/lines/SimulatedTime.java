package dev.middleman.itests.lines;

import dev.middleman.api.time.Deadline;
import dev.middleman.api.time.Deadlines;
import dev.middleman.api.time.Ticks;
import java.util.Map;
import java.util.TreeMap;

/** Time that the test turns, for many tasks that are mostly cancelled. For one thread. */
final class SimulatedTime implements Ticks, Deadlines {
    private static final long WALL_SECONDS = 1_800_000_000L;
    private static final long SECOND_NS = 1_000_000_000L;

    private record Due(long atNs, long number) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(atNs, other.atNs);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private final TreeMap<Due, Runnable> tasks = new TreeMap<>();
    private long nowNs;
    private long number;

    void pass(long ns) {
        long endNs = nowNs + ns;
        while (!tasks.isEmpty() && tasks.firstKey().atNs <= endNs) {
            Map.Entry<Due, Runnable> next = tasks.pollFirstEntry();
            nowNs = next.getKey().atNs;
            next.getValue().run();
        }
        nowNs = endNs;
    }

    void seconds(long seconds) {
        pass(seconds * SECOND_NS);
    }

    long nowSeconds() {
        return nowNs / SECOND_NS;
    }

    @Override
    public long nowNs() {
        return nowNs;
    }

    @Override
    public long wallSeconds() {
        return WALL_SECONDS + nowSeconds();
    }

    @Override
    public Deadline after(long delayNs, Runnable task) {
        Due due = new Due(nowNs + delayNs, number++);
        tasks.put(due, task);
        return () -> tasks.remove(due) != null;
    }
}
