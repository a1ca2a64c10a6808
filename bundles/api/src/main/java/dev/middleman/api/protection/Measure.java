package dev.middleman.api.protection;

import java.util.Objects;

/**
 * One thing that was done, or not, so that nobody reads from outside what the node holds in memory.
 *
 * @param name short and the same in every release, such as {@code dumpable}; {@link Protections} lists them
 * @param state whether it holds
 * @param reason for people: what was done, or why it was not; fixed text and numbers, never an address
 */
public record Measure(String name, State state, String reason) {

    /** Whether a measure holds. */
    public enum State {
        /** It holds, and that was read back from the system. */
        ON,
        /** It does not, though this system has it: a setting or a limit is in the way. */
        OFF,
        /** This system does not have it, or does not say. */
        UNAVAILABLE
    }

    public Measure {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(reason, "reason");
    }

    /** Whether it holds. */
    public boolean on() {
        return state == State.ON;
    }
}
