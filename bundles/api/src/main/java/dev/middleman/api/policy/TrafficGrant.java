package dev.middleman.api.policy;

import dev.middleman.api.relay.Refusal;

/** What a {@link TrafficPolicy} says to a request for capacity. */
public sealed interface TrafficGrant {

    /** The session may have so much. */
    record Granted(SessionLimits limits) implements TrafficGrant {}

    /** There is nothing left to grant. */
    record Refused(Refusal reason) implements TrafficGrant {}
}
