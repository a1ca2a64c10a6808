package dev.middleman.transport.memory;

import dev.middleman.api.time.Deadline;
import dev.middleman.api.time.Deadlines;
import dev.middleman.api.time.TickListener;
import dev.middleman.api.time.Ticks;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Time that stands still until somebody turns it, and then runs what has become due, in order.
 *
 * <p>Threading: the thread that calls {@code advance} is the <em>stepping thread</em> while the call lasts; every task
 * runs on it, one at a time. A second thread that wants to step waits for its turn. Tasks may be handed in from any
 * thread. Two tasks for the same instant run in the order in which they were handed in, so a run that is driven by one
 * thread repeats exactly.
 */
public final class VirtualClock implements Ticks, Deadlines {

    /** 2026-01-01T00:00Z: any fixed moment will do, a recent one keeps certificates and expiry dates valid. */
    private static final long WALL_ORIGIN_SECONDS = 1_767_225_600L;

    private static final long NS_PER_SECOND = 1_000_000_000L;

    private final PriorityBlockingQueue<Event> events = new PriorityBlockingQueue<>();
    private final AtomicLong sequence = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    /** Fair, so that a thread that steps in a loop cannot starve one that wants to close a lane. */
    private final ReentrantLock stepping = new ReentrantLock(true);

    private volatile Throwable lastFailure;
    private volatile long nowNs;

    @Override
    public long nowNs() {
        return nowNs;
    }

    @Override
    public long wallSeconds() {
        return WALL_ORIGIN_SECONDS + nowNs / NS_PER_SECOND;
    }

    /**
     * Lets time go on and runs everything that becomes due. {@code advance(0)} runs what is due now.
     *
     * @param ns nanoseconds, 0 or more
     * @throws IllegalStateException when called by a task of this clock
     */
    public void advance(long ns) {
        advanceUntil(() -> false, ns);
    }

    /**
     * Lets time go on, but only until a condition holds.
     *
     * @param condition asked before the first task and after every one
     * @param atMostNs nanoseconds, 0 or more
     * @return whether the condition holds; if so the clock stands at the task that fulfilled it
     */
    public boolean advanceUntil(BooleanSupplier condition, long atMostNs) {
        if (atMostNs < 0) {
            throw new IllegalArgumentException("cannot turn the clock by " + atMostNs + " ns");
        }
        if (stepping.isHeldByCurrentThread()) {
            throw new IllegalStateException("a task cannot turn the clock that runs it");
        }
        stepping.lock();
        try {
            long targetNs = nowNs + atMostNs;
            while (!condition.getAsBoolean()) {
                Event next = nextBefore(targetNs);
                if (next == null) {
                    nowNs = targetNs;
                    return condition.getAsBoolean();
                }
                nowNs = Math.max(nowNs, next.dueNs);
                guarded(next.task);
            }
            return true;
        } finally {
            stepping.unlock();
        }
    }

    @Override
    public Deadline after(long delayNs, Runnable task) {
        if (delayNs < 0) {
            throw new IllegalArgumentException("a delay of " + delayNs + " ns is negative");
        }
        if (events.size() >= MAX_WAITING) {
            throw new RejectedExecutionException(MAX_WAITING + " tasks wait already");
        }
        Event event = new Event(nowNs + delayNs, sequence.getAndIncrement(), task);
        events.add(event);
        return () -> events.remove(event);
    }

    /**
     * Tells a listener of every tick from now on.
     *
     * @param periodNs nanoseconds between two ticks, 1 or more
     * @return to be cancelled when the listener leaves
     */
    public Deadline every(long periodNs, TickListener listener) {
        if (periodNs < 1) {
            throw new IllegalArgumentException("a period of " + periodNs + " ns is not positive");
        }
        Ticking ticking = new Ticking(periodNs, listener);
        ticking.schedule();
        return ticking;
    }

    /** How many tasks threw. What they threw is otherwise ignored, as on a real node. */
    public long failures() {
        return failures.get();
    }

    /** What the last failing task threw, for tests that expect none; {@code null} if none did. */
    public Throwable lastFailure() {
        return lastFailure;
    }

    /** Whether the caller is the stepping thread, in the middle of a step. */
    boolean isStepping() {
        return stepping.isHeldByCurrentThread();
    }

    /** Runs something that touches the network's state from outside a step: no step runs meanwhile. */
    void exclusively(Runnable action) {
        exclusively(() -> {
            action.run();
            return null;
        });
    }

    /** The same for an answer. */
    <T> T exclusively(Supplier<T> question) {
        stepping.lock();
        try {
            return question.get();
        } finally {
            stepping.unlock();
        }
    }

    /** Runs foreign code whose failure must not stop the clock. Answers whether it came back normally. */
    boolean guarded(Runnable task) {
        try {
            task.run();
            return true;
        } catch (RuntimeException | Error e) {
            failures.incrementAndGet();
            lastFailure = e;
            return false;
        }
    }

    private Event nextBefore(long targetNs) {
        Event next = events.poll();
        if (next != null && next.dueNs > targetNs) {
            events.add(next);
            return null;
        }
        return next;
    }

    private record Event(long dueNs, long number, Runnable task) implements Comparable<Event> {
        @Override
        public int compareTo(Event other) {
            int byTime = Long.compare(dueNs, other.dueNs);
            return byTime != 0 ? byTime : Long.compare(number, other.number);
        }
    }

    private final class Ticking implements Deadline {
        private final long periodNs;
        private final TickListener listener;
        private volatile boolean cancelled;

        Ticking(long periodNs, TickListener listener) {
            this.periodNs = periodNs;
            this.listener = listener;
        }

        void schedule() {
            after(periodNs, this::tick);
        }

        private void tick() {
            if (!cancelled) {
                schedule();
                listener.onTick(nowNs);
            }
        }

        @Override
        public boolean cancel() {
            boolean first = !cancelled;
            cancelled = true;
            return first;
        }
    }
}
