package dev.middleman.api.time;

import org.osgi.annotation.versioning.ProviderType;

/** Runs tasks later, on the expiry thread, at the first tick at or after their time. Thread-safe. */
@ProviderType
public interface Deadlines {

    /** The most tasks that may wait: one for each of a million peers of a KA server, and as many for look-ups. */
    int MAX_WAITING = 2_000_000;

    /**
     * Runs {@code task} once.
     *
     * @param delayNs nanoseconds from the last tick, 0 or more
     * @param task short and non-blocking; what it throws is counted and otherwise ignored
     * @return a handle to call it off
     * @throws java.util.concurrent.RejectedExecutionException when {@link #MAX_WAITING} tasks wait or the service stops
     */
    Deadline after(long delayNs, Runnable task);
}
