package dev.middleman.policy.traffic;

import dev.middleman.api.policy.CapacityRequest;
import dev.middleman.api.policy.SessionLimits;
import dev.middleman.api.policy.TrafficGrant;
import dev.middleman.api.relay.Refusal;

/**
 * How much traffic there may be. Immutable; thread-safe. 0 is no bound, each time.
 *
 * @param kbitPerSecond of a session, kbit/s
 * @param datagramsPerSecond of a session, 1/s
 * @param sourceKbitPerSecond of all sessions of an IPv4 address or IPv6 /64 together, kbit/s
 * @param totalKbitPerSecond of all sessions of a middle-man together, kbit/s
 * @param volumeMebibytes of payload that a middle-man forwards from its start on, MiB
 * @param drain whether a middle-man that forwarded that ends its sessions as well
 */
record Allowance(
        int kbitPerSecond,
        int datagramsPerSecond,
        int sourceKbitPerSecond,
        int totalKbitPerSecond,
        int volumeMebibytes,
        boolean drain) {
    private static final int LEAST_KBIT = 8;
    private static final int MOST_SESSION_KBIT = 40_000_000;
    private static final int MOST_DATAGRAMS = 4_000_000;
    private static final int MOST_KBIT = 2_000_000_000;

    /** @throws IllegalArgumentException names the setting, its value and the range */
    Allowance {
        check("kbitPerSecond", kbitPerSecond, LEAST_KBIT, MOST_SESSION_KBIT);
        check("datagramsPerSecond", datagramsPerSecond, 1, MOST_DATAGRAMS);
        check("sourceKbitPerSecond", sourceKbitPerSecond, LEAST_KBIT, MOST_KBIT);
        check("totalKbitPerSecond", totalKbitPerSecond, LEAST_KBIT, MOST_KBIT);
        check("volumeMebibytes", volumeMebibytes, 1, Integer.MAX_VALUE);
        if (sourceKbitPerSecond != 0 && (kbitPerSecond == 0 || sourceKbitPerSecond < kbitPerSecond)) {
            throw new IllegalArgumentException("sourceKbitPerSecond " + sourceKbitPerSecond
                    + " needs a kbitPerSecond from 8 to that, which is " + kbitPerSecond);
        }
    }

    private static void check(String name, int value, int least, int most) {
        if (value != 0 && (value < least || value > most)) {
            throw new IllegalArgumentException(name + " " + value + " is neither 0 nor in " + least + ".." + most);
        }
    }

    TrafficGrant grant(CapacityRequest request) {
        if (isSpent(request.load().forwardedBytes())) {
            return new TrafficGrant.Refused(Refusal.SPENT);
        }
        SessionLimits limits = limits(request.limits());
        long promised = request.load().promisedKbitPerSecond() + limits.kbitPerSecond();
        if (totalKbitPerSecond > 0 && promised > totalKbitPerSecond) {
            return new TrafficGrant.Refused(Refusal.BUSY);
        }
        return new TrafficGrant.Granted(limits);
    }

    boolean isSpent(long forwardedBytes) {
        return volumeMebibytes > 0 && forwardedBytes >> 20 >= volumeMebibytes;
    }

    /**
     * A source is kept to its bound by the number of its legs: none of them draws on a session of more than kbitPerSecond, so
     * that bound / kbitPerSecond of them are never more than the bound, whatever less a KA server asked for.
     */
    private SessionLimits limits(SessionLimits own) {
        int legs = sourceKbitPerSecond == 0 ? own.legsPerSource() : sourceKbitPerSecond / kbitPerSecond;
        return new SessionLimits(
                least(kbitPerSecond, own.kbitPerSecond()),
                least(datagramsPerSecond, own.datagramsPerSecond()),
                Math.min(legs, own.legsPerSource()));
    }

    private static int least(int bound, int own) {
        return bound == 0 ? own : Math.min(bound, own);
    }
}
