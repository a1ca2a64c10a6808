package dev.middleman.wire.control;

/** Whom a registered peer wants to be offered. On the wire: the name in lower case. */
public enum Accept {
    /** Nobody: the peer registers to call, not to be called. */
    REFUSE,
    /** Callers that the realm's membership policy accepts. */
    MEMBERS,
    /** Everybody; the program decides each time. */
    ASK,
    /** Everybody; the library says yes. */
    OPEN
}
