package dev.middleman.peer;

import java.util.Optional;

/**
 * How to call.
 *
 * @param identify whether to show the called peer who calls, inside the sealed line; ignored for plain lines
 * @param replaces the line to be replaced by this one: its middle-man is avoided, the other side is told
 */
public record CallOptions(boolean identify, Optional<Line> replaces) {

    /** Anonymous, new. */
    public static final CallOptions DEFAULT = new CallOptions(false, Optional.empty());

    public CallOptions identified() {
        return new CallOptions(true, replaces);
    }

    public CallOptions replacing(Line line) {
        return new CallOptions(identify, Optional.of(line));
    }
}
