package dev.middleman.api.policy;

/**
 * What one session may take. A session keeps what it was given until it ends.
 *
 * @param kbitPerSecond bandwidth, both directions together, kbit/s
 * @param datagramsPerSecond both directions together, 1/s
 * @param legsPerSource a leg of this session latches only while its source, an IPv4 address or IPv6 /64, has fewer latched
 *     legs than this, those of all sessions counted
 */
public record SessionLimits(int kbitPerSecond, int datagramsPerSecond, int legsPerSource) {

    /** @throws IllegalArgumentException when a number is less than 1; names it and its value */
    public SessionLimits {
        check("kbitPerSecond", kbitPerSecond);
        check("datagramsPerSecond", datagramsPerSecond);
        check("legsPerSource", legsPerSource);
    }

    private static void check(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " " + value + " is less than 1");
        }
    }

    /** The smaller one of each. */
    public SessionLimits atMost(SessionLimits other) {
        return new SessionLimits(
                Math.min(kbitPerSecond, other.kbitPerSecond),
                Math.min(datagramsPerSecond, other.datagramsPerSecond),
                Math.min(legsPerSource, other.legsPerSource));
    }
}
