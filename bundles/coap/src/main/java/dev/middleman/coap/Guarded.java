package dev.middleman.coap;

/** Calls what others gave us. Stateless. */
final class Guarded {

    private Guarded() {}

    /** Runs it; what it throws is its own affair and must not keep the rest from being told. */
    static void run(Runnable theirs) {
        try {
            theirs.run();
        } catch (RuntimeException e) {
            // No log to write it to: it could hold anything.
        }
    }
}
