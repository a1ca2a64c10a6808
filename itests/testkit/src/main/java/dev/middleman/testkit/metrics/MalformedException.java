package dev.middleman.testkit.metrics;

/** What was read is not in the format. */
public final class MalformedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    MalformedException(String what) {
        super(what);
    }
}
