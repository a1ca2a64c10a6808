package dev.middleman.api.time;

import org.osgi.annotation.versioning.ProviderType;

/** Tells how the time service fares, and what it watches over. Thread-safe. */
@ProviderType
public interface Timekeeper {

    /** The counters now; each is right, but they are not read at one moment. */
    TimeTotals totals();

    /**
     * How far wall and monotonic clock may part before the listeners are told ({@link TickListener#onClockJump}) and every
     * session is wiped, nanoseconds.
     */
    long driftBoundNs();
}
