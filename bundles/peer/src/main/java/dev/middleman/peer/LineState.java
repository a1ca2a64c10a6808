package dev.middleman.peer;

/** Where a line stands. It only moves down this list. */
public enum LineState {
    /** Knocking at the middle-man. */
    CONNECTING,
    /** Latched; the other peer is not there yet. */
    WAITING,
    /** Both are there; the end-to-end channel is being set up. Plain lines skip this. */
    SEALING,
    /** Datagrams pass. */
    OPEN,
    /** Over. */
    CLOSED
}
