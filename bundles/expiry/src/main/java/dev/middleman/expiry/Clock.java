package dev.middleman.expiry;

/** Where time comes from. The system's clock is read in {@link #system()} and nowhere else in the node. Thread-safe. */
interface Clock {

    /** Monotonic nanoseconds from an arbitrary origin. Stands still while the machine is suspended. */
    long monotonicNs();

    /** Milliseconds since 1970-01-01T00:00Z; jumps when somebody sets it, and after a suspend. */
    long wallMs();

    /** The clocks of this machine. */
    static Clock system() {
        return new Clock() {
            @Override
            public long monotonicNs() {
                return System.nanoTime();
            }

            @Override
            public long wallMs() {
                return System.currentTimeMillis();
            }
        };
    }
}
