package dev.middleman.engine.shard;

import dev.middleman.api.relay.LatchMode;
import java.util.Set;

/**
 * The limits of a shard. What is configured was validated where it was read.
 *
 * @param macChecksPerSecond for sources that are not latched to the leg they knock at
 * @param modes how legs may latch
 */
public record ShardSettings(int macChecksPerSecond, Set<LatchMode> modes) {
    /** The longest life of a session: 7 days. */
    public static final int MAX_HARD_END_SECONDS = 7 * 24 * 3600;

    /** RESERVED and HALF each last this long at the most, s. */
    static final int LATCH_SECONDS = 30;
    /** A leg that is silent for this long, and twice the idle time, ends its session, s. */
    static final int ONE_LEG_SILENT_SECONDS = 120;
    /** How many relay ports a LINE lists. */
    static final int LISTED_PORTS = 3;

    /** Whether a leg may be tied by a datagram that proves nothing, at an IP address that was proved or seen before. */
    public boolean claims() {
        return modes.contains(LatchMode.ARM) || modes.contains(LatchMode.HINT);
    }
}
