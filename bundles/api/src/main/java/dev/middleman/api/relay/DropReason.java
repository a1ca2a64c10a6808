package dev.middleman.api.relay;

/** Why a datagram was not forwarded. Every received datagram that is neither forwarded nor a knock counts under one. */
public enum DropReason {
    /** No leg is latched to its source at that port, and it is no knock. */
    UNKNOWN_SOURCE,
    /** The other leg is not latched yet. */
    PARTNER_NOT_READY,
    /** The session is over its datagram rate. */
    RATE_DATAGRAMS,
    /** The session is over its bandwidth. */
    RATE_BYTES,
    /** 44 bytes with a known sid, but the mac does not verify. */
    KNOCK_BAD_MAC,
    /** A knock that verifies but repeats a counter. */
    KNOCK_REPLAYED,
    /** A knock that verifies but whose cookie does not: a wrong source, or too old. */
    KNOCK_BAD_COOKIE,
    /** More mac checks asked for than allowed, by leg or by shard. */
    KNOCK_OVER_QUOTA,
    /** A knock that verifies but that its leg cannot use: wrong type, mode, state, or from the wrong address. */
    KNOCK_REFUSED,
    /** From the IP address that an agent armed, but not within 10 s of that. */
    NOT_ARMED,
    /** From the IP address of a leg in mode A or H that is latched to another port, which was not silent for 5 s. */
    MOVED_TOO_SOON,
    /** From a special-purpose or multicast address, or one of the node's own. */
    FORBIDDEN_SOURCE,
    /** The socket did not take it. */
    SEND_FAILED
}
