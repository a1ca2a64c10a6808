package dev.middleman.api.control;

import org.osgi.annotation.versioning.ProviderType;

/** An observation by this side. Thread-safe. */
@ProviderType
public interface Subscription extends AutoCloseable {

    /** Ends the observation; the listener is not called any more once this returned. */
    @Override
    void close();
}
