package dev.middleman.wire;

/**
 * Bytes or text from outside that are not what they should be; the only thing a parser of this bundle throws.
 *
 * <p>The message is safe to send back and to log: it names the field, its range, and the value where that is a harmless
 * number - never an address, a key or anything else that was quoted from the input. There is no stack trace, because
 * whoever sends bad bytes would choose how often one is filled in.
 */
public final class WireException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param message fixed text; see above for what it may hold */
    public WireException(String message) {
        super(message, null, false, false);
    }
}
