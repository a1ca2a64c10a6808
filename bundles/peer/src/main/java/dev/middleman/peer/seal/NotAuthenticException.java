package dev.middleman.peer.seal;

/** What should come from a certain peer does not. Fixed text. */
public final class NotAuthenticException extends Exception {
    private static final long serialVersionUID = 1L;

    public NotAuthenticException(String message) {
        super(message, null, false, false);
    }
}
