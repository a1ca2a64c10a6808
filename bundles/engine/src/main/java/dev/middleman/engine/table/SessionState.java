package dev.middleman.engine.table;

/** Where a session is in its life. */
public enum SessionState {
    /** The slot is empty, and all its bytes are zero. */
    FREE,
    /** Capacity only; nobody knows yet for whom. */
    HELD,
    /** Peers may latch; none has. */
    RESERVED,
    /** One leg is latched; its payload is dropped. */
    HALF,
    /** Both legs are latched. */
    LIVE;

    private static final SessionState[] BY_CODE = values();

    static SessionState ofCode(byte code) {
        return BY_CODE[code];
    }
}
