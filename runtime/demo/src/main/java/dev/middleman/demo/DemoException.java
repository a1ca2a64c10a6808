package dev.middleman.demo;

/** The demonstration cannot go on; the text says at what. */
final class DemoException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DemoException(String message, Throwable cause) {
        super(message, cause);
    }
}
