package dev.middleman.api.relay;

/** Why a middle-man does not serve. */
public enum Refusal {
    /** The table is full. */
    FULL,
    /** This KA server has its share of the sessions. */
    OWNER_SHARE,
    /** This KA server has its share of holds and reservations that nobody latched to. */
    OWNER_PENDING,
    /** The families asked for are not served. */
    FAMILY,
    /** More bandwidth asked for than a session may have. */
    BANDWIDTH,
    /** The node is draining. */
    DRAINING,
    /** No transport, or no clock, or a full command queue: not able to serve now. */
    NOT_READY,
    /** A policy has found the node too busy, or its bandwidth promised away. */
    BUSY,
    /** A policy does not serve this KA server. */
    NOT_SERVED,
    /** A policy has found that the node carried what it may since it started. */
    SPENT
}
