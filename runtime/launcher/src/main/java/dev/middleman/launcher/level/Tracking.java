package dev.middleman.launcher.level;

/** Whether the kernel keeps a table of the connections at a node's relay ports. */
public enum Tracking {
    /** Not of these. */
    NONE,
    /** It does: its table names the peers' addresses. */
    TRACKED,
    /** Connections are tracked, and there is no telling whether the relay ports are exempt. */
    UNKNOWN
}
