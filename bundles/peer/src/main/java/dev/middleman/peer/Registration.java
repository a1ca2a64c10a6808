package dev.middleman.peer;

import org.osgi.annotation.versioning.ProviderType;

/** A peer's being reachable. Thread-safe. */
@ProviderType
public interface Registration extends AutoCloseable {

    /** How many KA servers know this peer at the moment. */
    int servers();

    /** Becomes unreachable; open lines stay. A second call does nothing. */
    @Override
    void close();
}
