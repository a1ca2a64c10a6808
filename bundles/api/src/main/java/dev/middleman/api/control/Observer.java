package dev.middleman.api.control;

import org.osgi.annotation.versioning.ProviderType;

/** Someone on the other side who wants to be told of changes. Thread-safe. */
@ProviderType
public interface Observer {

    /**
     * Tells of a change. While a notification is under way only the newest one waits (RFC 7641 section 4.5.2).
     *
     * @return {@code false} when the observer is gone
     */
    boolean notify(Answer answer);

    /** Ends the observation from this side. */
    void close();
}
