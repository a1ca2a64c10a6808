package dev.middleman.wire.json;

/** A record's component is out of its range. Its own type, so that a parser turns this into its error and nothing else. */
public final class OutOfRange extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** @param message fixed text and harmless numbers only */
    public OutOfRange(String message) {
        super(message);
    }

    /** Throws unless the condition holds. */
    public static void unless(boolean condition, String message) {
        if (!condition) {
            throw new OutOfRange(message);
        }
    }
}
