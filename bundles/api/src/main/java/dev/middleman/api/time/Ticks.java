package dev.middleman.api.time;

import org.osgi.annotation.versioning.ProviderType;

/**
 * The node's coarse time: the value published at the last tick (every 10 ms by default). Thread-safe; a call of {@link #nowNs()} is one
 * volatile read. Nobody but the provider of this service reads a clock.
 */
@ProviderType
public interface Ticks {

    /** Monotonic nanoseconds from an arbitrary origin; only differences mean anything. Never goes back. */
    long nowNs();

    /**
     * The clock behind {@link #nowNs()}, read now: for measuring how long something takes, and not to be called for every
     * datagram. A provider whose time only ever ticks has no other than the last tick.
     */
    default long fineNs() {
        return nowNs();
    }

    /** Seconds since 1970-01-01T00:00Z; may jump when the operator sets the clock. */
    long wallSeconds();
}
