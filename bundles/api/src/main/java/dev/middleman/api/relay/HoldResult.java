package dev.middleman.api.relay;

/** The answer to a hold. */
public sealed interface HoldResult {

    /** Capacity is held. */
    record Held(Handle handle) implements HoldResult {}

    /**
     * No capacity.
     *
     * @param reason why, for counters and the console
     * @param retryAfterSeconds when to ask again, 1 or more
     */
    record Refused(Refusal reason, int retryAfterSeconds) implements HoldResult {}
}
