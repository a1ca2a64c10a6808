package dev.middleman.expiry;

import dev.middleman.api.time.Deadline;
import dev.middleman.api.time.Deadlines;
import dev.middleman.api.time.TickListener;
import dev.middleman.api.time.Ticks;
import dev.middleman.api.time.TimeTotals;
import dev.middleman.api.time.Timekeeper;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * Publishes time and runs what is due. {@link #beat()} belongs to one thread, the expiry thread; everything else is
 * thread-safe and non-blocking.
 *
 * <p>The order within a beat is: publish the time, report a clock jump, tell the listeners, run the due tasks. What a
 * listener or a task throws is counted and ends nothing but itself.
 */
final class Heart implements Ticks, Deadlines, Timekeeper {

    private final Clock clock;
    private final DriftWatch drift;
    private final DeadlineHeap tasks = new DeadlineHeap(MAX_WAITING);
    private final List<TickListener> listeners = new CopyOnWriteArrayList<>();

    private volatile Settings settings;
    private volatile long nowNs;
    private volatile long wallSeconds;

    // Written by the expiry thread only, read by anyone.
    private volatile long ticks;
    private volatile long clockJumps;
    private volatile long failures;

    Heart(Clock clock, Settings settings) {
        this.clock = clock;
        this.settings = settings;
        nowNs = clock.monotonicNs();
        long wallMs = clock.wallMs();
        wallSeconds = TimeUnit.MILLISECONDS.toSeconds(wallMs);
        drift = new DriftWatch(nowNs, wallMs);
    }

    /**
     * One tick.
     *
     * @return nanoseconds until the next one is wanted; 0 or less when the beat took longer than a tick
     */
    long beat() {
        Settings current = settings;
        long now = clock.monotonicNs();
        long wallMs = clock.wallMs();
        nowNs = now;
        wallSeconds = TimeUnit.MILLISECONDS.toSeconds(wallMs);
        ticks++;
        long driftNs = drift.check(now, wallMs, current.driftNs());
        if (driftNs != 0) {
            clockJumps++;
            listeners.forEach(listener -> guarded(() -> listener.onClockJump(driftNs)));
        }
        for (TickListener listener : listeners) {
            guarded(() -> listener.onTick(now));
        }
        runDue(now);
        return current.tickNs() - (clock.monotonicNs() - now);
    }

    private void runDue(long now) {
        long mark = tasks.mark();
        for (Runnable task = tasks.takeDue(now, mark); task != null; task = tasks.takeDue(now, mark)) {
            guarded(task);
        }
    }

    /** Errors are caught too: a foreign listener whose bundle is just going away throws NoClassDefFoundError. */
    private void guarded(Runnable foreign) {
        try {
            foreign.run();
        } catch (VirtualMachineError fatal) {
            throw fatal;
        } catch (Throwable failure) {
            failures++;
        }
    }

    /** Takes effect at the next beat. */
    void use(Settings changed) {
        settings = changed;
    }

    void add(TickListener listener) {
        listeners.add(listener);
    }

    /** A beat that is under way may still tell the listener once. */
    void remove(TickListener listener) {
        listeners.remove(listener);
    }

    /** Forgets every task and accepts no more; the published time stands still from now on. */
    void stop() {
        tasks.close();
        listeners.clear();
    }

    @Override
    public long nowNs() {
        return nowNs;
    }

    @Override
    public long fineNs() {
        return clock.monotonicNs();
    }

    @Override
    public long wallSeconds() {
        return wallSeconds;
    }

    @Override
    public Deadline after(long delayNs, Runnable task) {
        if (delayNs < 0) {
            throw new IllegalArgumentException("delayNs " + delayNs + " is negative");
        }
        // Halved, so that differences between any two due times stay meaningful: 146 years is late enough.
        return tasks.add(nowNs + Math.min(delayNs, Long.MAX_VALUE / 2), Objects.requireNonNull(task));
    }

    @Override
    public TimeTotals totals() {
        return new TimeTotals(ticks, tasks.waiting(), failures, clockJumps, listeners.size());
    }

    @Override
    public long driftBoundNs() {
        return settings.driftNs();
    }
}
