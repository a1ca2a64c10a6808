package dev.middleman.api.time;

import org.osgi.annotation.versioning.ProviderType;

/** A task that waits for its time. Thread-safe. */
@ProviderType
public interface Deadline {

    /**
     * Calls the task off and forgets it at once.
     *
     * @return whether it had not started yet
     */
    boolean cancel();
}
