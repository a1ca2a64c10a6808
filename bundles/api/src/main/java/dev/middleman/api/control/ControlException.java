package dev.middleman.api.control;

/** No answer, no association, or settings that cannot be used. The text is fixed or names local settings only. */
public final class ControlException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What went wrong, for those who react to it. */
    public enum Reason {
        /** Local settings cannot be used: address, key, certificate. */
        SETTINGS,
        /** The other side did not answer in time. */
        TIMEOUT,
        /** The server's key is not one of the pins. */
        WRONG_KEY,
        /** The association was closed. */
        CLOSED,
        /** The other side broke the protocol. */
        PROTOCOL
    }

    private final Reason reason;

    public ControlException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
