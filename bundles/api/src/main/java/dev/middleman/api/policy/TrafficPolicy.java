package dev.middleman.api.policy;

import dev.middleman.api.relay.Refusal;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * How much a session may take. A middle-man reads the service once per request for capacity, before its {@link AdmissionPolicy};
 * what it grants are numbers that the session keeps and the engine enforces. The policy of the highest ranking is asked; without
 * any, sessions have the node's own limits.
 *
 * <p>Requests to one middle-man are judged one after the other. Thread-safe, quick and non-blocking: no datagram waits for it,
 * but other requests do.
 */
@ConsumerType
public interface TrafficPolicy {

    /** A short name for consoles, such as {@code traffic}. */
    String name();

    /**
     * Judges one request. What it throws counts as {@link Refusal#NOT_READY}.
     *
     * @param request with what the node itself would grant, and never grants more than
     */
    TrafficGrant grant(CapacityRequest request);
}
