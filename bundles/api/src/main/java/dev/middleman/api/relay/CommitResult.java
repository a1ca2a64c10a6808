package dev.middleman.api.relay;

/** The answer to a commit. */
public sealed interface CommitResult {

    /**
     * A session that both peers can latch to.
     *
     * @param a the caller's leg
     * @param b the called peer's leg
     * @param idleSeconds the session ends after this time without a datagram, seconds
     * @param expiresSeconds the session ends after this time whatever happens, seconds
     */
    record Granted(LegGrant a, LegGrant b, int idleSeconds, int expiresSeconds) implements CommitResult {}

    /** There is no such hold, or it expired. */
    record Unknown() implements CommitResult {}

    /** The hold was committed with another request before. */
    record Conflict() implements CommitResult {}

    /** For one of the hints there is no room: its source has all legs it may have, or no relay port is free for it. */
    record NoRoom() implements CommitResult {}

    /** The request asks for something this node does not offer, such as a latch mode, or a hint that it would never serve. */
    record NotOffered() implements CommitResult {}
}
