package dev.middleman.api.relay;

import java.util.OptionalInt;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Brings a middle-man to rest without cutting its lines at once: it opens no new sessions, tells peers that can hear it to go
 * elsewhere, and ends what is left when the time is over. Thread-safe; no call blocks.
 *
 * <p>Service properties: {@link Relay#NAME}.
 */
@ProviderType
public interface Drain {

    /** The shortest time, seconds. */
    int LEAST_SECONDS = 1;

    /** The longest time, seconds: a day. */
    int MOST_SECONDS = 86_400;

    /** What the configuration's own draining grants, seconds. */
    int USUAL_SECONDS = 120;

    /**
     * Begins, or grants another time when it has begun.
     *
     * @param seconds until all sessions end, from now
     * @throws IllegalArgumentException when {@code seconds} is not in {@link #LEAST_SECONDS}..{@link #MOST_SECONDS}
     */
    void begin(int seconds);

    /** Takes sessions again. What was said to peers stays said. */
    void end();

    /** Seconds until all sessions end, 0 when they have; empty while nothing drains. */
    OptionalInt secondsLeft();
}
