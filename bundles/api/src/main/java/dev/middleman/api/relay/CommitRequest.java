package dev.middleman.api.relay;

/**
 * The details of a session.
 *
 * @param a how the caller's leg latches
 * @param b how the called peer's leg latches
 */
public record CommitRequest(LegRequest a, LegRequest b) {

    /** Without hints. */
    public CommitRequest(LatchMode a, LatchMode b) {
        this(LegRequest.of(a), LegRequest.of(b));
    }
}
