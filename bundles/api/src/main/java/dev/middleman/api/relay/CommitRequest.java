package dev.middleman.api.relay;

/**
 * The details of a session.
 *
 * @param a how the caller's leg latches
 * @param b how the called peer's leg latches
 */
public record CommitRequest(LatchMode a, LatchMode b) {}
