package dev.middleman.peer;

import java.util.Optional;

/**
 * How to call.
 *
 * @param identify whether to show the called peer who calls, inside the sealed line; ignored for plain lines
 * @param replaces the line to be replaced by this one: its middle-men are avoided, the other side is told
 * @param middleMen how many middle-men side by side, 1 to 3: datagrams go through one, and through the next when that one
 *     is gone. Where there are fewer, the line has fewer
 */
public record CallOptions(boolean identify, Optional<Line> replaces, int middleMen) {
    private static final int MAX_MIDDLE_MEN = 3;

    /** Anonymous, new. */
    public static final CallOptions DEFAULT = new CallOptions(false, Optional.empty(), 1);

    /** @throws IllegalArgumentException when the number is out of its range */
    public CallOptions {
        if (middleMen < 1 || middleMen > MAX_MIDDLE_MEN) {
            throw new IllegalArgumentException("middleMen " + middleMen + " is not in 1.." + MAX_MIDDLE_MEN);
        }
    }

    public CallOptions identified() {
        return new CallOptions(true, replaces, middleMen);
    }

    public CallOptions replacing(Line line) {
        return new CallOptions(identify, Optional.of(line), middleMen);
    }

    public CallOptions through(int middleMenSideBySide) {
        return new CallOptions(identify, replaces, middleMenSideBySide);
    }
}
