package dev.middleman.api.policy;

import dev.middleman.api.relay.Refusal;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Whether a middle-man takes one more session. It reads the service once per request for capacity, so it can be swapped while
 * lines are open; those stay. The policy of the highest ranking is asked, and without any, everybody is let in who keeps to the
 * node's own quotas, which come before and after it.
 *
 * <p>Requests to one middle-man are judged one after the other. Thread-safe, quick and non-blocking: no datagram waits for it,
 * but other requests do.
 */
@ConsumerType
public interface AdmissionPolicy {

    /** A short name for consoles, such as {@code admission}. */
    String name();

    /**
     * Judges one request. What it throws counts as {@link Refusal#NOT_READY}.
     *
     * @return why not; empty to let it in. The KA server learns no more than when to ask again
     */
    Optional<Refusal> refusal(CapacityRequest request);
}
