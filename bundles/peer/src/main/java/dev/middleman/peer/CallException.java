package dev.middleman.peer;

/** Why there is no line, or no registration. The text is fixed and names no address and no peer. */
public final class CallException extends Exception {
    private static final long serialVersionUID = 1L;

    /** For those who react to it. */
    public enum Reason {
        /** Unknown, offline, unwilling or over-asked: a KA server does not tell which. */
        NOT_FOUND,
        /** This peer asks too often; see {@link CallException#retryAfterSeconds()}. */
        BUSY,
        /** The KA server has no middle-man; see {@link CallException#retryAfterSeconds()}. */
        NO_MIDDLEMAN,
        /** Whoever answered is not who was called: somebody in between lies. Nothing was sent to them. */
        NOT_AUTHENTIC,
        /** No KA server could be reached, or its key is not the pinned one. */
        NO_SERVER,
        /** The KA server refused: malformed, not offered there, or not a member. */
        REFUSED,
        /** A middle-man was introduced, but the line did not come up. */
        NO_LINE,
        /** The peer was closed. */
        CLOSED
    }

    private final Reason reason;
    private final int retryAfterSeconds;

    public CallException(Reason reason, String message) {
        this(reason, message, -1);
    }

    public CallException(Reason reason, String message, int retryAfterSeconds) {
        super(message);
        this.reason = reason;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    public Reason reason() {
        return reason;
    }

    /** When it may be tried again, seconds; -1 when not said. */
    public int retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
