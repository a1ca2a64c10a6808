package dev.middleman.api.time;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Told of every tick (whiteboard: register it as a service). Called on the expiry thread; must return at once, so work
 * is handed to the thread that owns the state.
 */
@ConsumerType
public interface TickListener {

    /**
     * Time went on.
     *
     * @param nowNs the value of {@link Ticks#nowNs()} from now on
     */
    void onTick(long nowNs);

    /**
     * The wall clock and the monotonic clock drifted apart by more than the configured bound, as after a suspend: what
     * was timed can no longer be trusted and must be forgotten.
     *
     * @param driftNs wall minus monotonic progress, nanoseconds, either sign
     */
    void onClockJump(long driftNs);
}
