package dev.middleman.ka.server;

import dev.middleman.api.time.Deadline;
import dev.middleman.api.time.Deadlines;
import dev.middleman.api.time.Ticks;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** A clock that only the test turns. For one thread. */
final class VirtualTime implements Ticks, Deadlines {
    private static final class Task implements Deadline {
        private final long dueNs;
        private final long order;
        private final Runnable work;
        private final VirtualTime time;

        Task(VirtualTime time, long dueNs, long order, Runnable work) {
            this.time = time;
            this.dueNs = dueNs;
            this.order = order;
            this.work = work;
        }

        @Override
        public boolean cancel() {
            return time.tasks.remove(this);
        }
    }

    private static final long WALL_START = 1_795_000_000L;

    private final PriorityQueue<Task> tasks = new PriorityQueue<>(
            Comparator.comparingLong((Task task) -> task.dueNs).thenComparingLong(task -> task.order));
    private long nowNs = 1_000_000_000L;
    private long order;
    private boolean full;

    @Override
    public long nowNs() {
        return nowNs;
    }

    @Override
    public long wallSeconds() {
        return WALL_START + TimeUnit.NANOSECONDS.toSeconds(nowNs);
    }

    long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(nowNs);
    }

    @Override
    public Deadline after(long delayNs, Runnable work) {
        if (full) {
            throw new RejectedExecutionException("full");
        }
        Task task = new Task(this, nowNs + delayNs, order++, work);
        tasks.add(task);
        return task;
    }

    /** From now on no more tasks are taken. */
    void fill() {
        full = true;
    }

    int waiting() {
        return tasks.size();
    }

    void pass(long ms) {
        long untilNs = nowNs + TimeUnit.MILLISECONDS.toNanos(ms);
        while (!tasks.isEmpty() && tasks.peek().dueNs <= untilNs) {
            Task next = tasks.remove();
            nowNs = next.dueNs;
            next.work.run();
        }
        nowNs = untilNs;
    }
}
