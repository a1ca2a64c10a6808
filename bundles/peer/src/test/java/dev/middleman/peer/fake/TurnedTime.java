package dev.middleman.peer.fake;

import dev.middleman.api.time.Deadline;
import dev.middleman.api.time.Deadlines;
import dev.middleman.api.time.Ticks;
import java.util.PriorityQueue;

/** Time that goes on when the test says so. For one thread. */
public final class TurnedTime implements Ticks, Deadlines {
    private record Task(long dueNs, long number, Runnable action) implements Comparable<Task> {
        @Override
        public int compareTo(Task other) {
            int byTime = Long.compare(dueNs, other.dueNs);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private final PriorityQueue<Task> tasks = new PriorityQueue<>();
    private long nowNs;
    private long number;

    public void seconds(double seconds) {
        long endNs = nowNs + (long) (seconds * 1e9);
        while (!tasks.isEmpty() && tasks.peek().dueNs <= endNs) {
            Task next = tasks.remove();
            nowNs = next.dueNs;
            next.action.run();
        }
        nowNs = endNs;
    }

    @Override
    public long nowNs() {
        return nowNs;
    }

    @Override
    public long wallSeconds() {
        return nowNs / 1_000_000_000L;
    }

    @Override
    public Deadline after(long delayNs, Runnable action) {
        Task task = new Task(nowNs + delayNs, number++, action);
        tasks.add(task);
        return () -> tasks.remove(task);
    }
}
