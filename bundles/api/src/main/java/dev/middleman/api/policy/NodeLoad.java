package dev.middleman.api.policy;

import dev.middleman.api.relay.TurnTimes;

/**
 * How busy a middle-man is. Sums over all sessions; nothing in here tells one session from another. What is measured is at most
 * two seconds old; in the first second after a policy came there is no measurement, and it is 0.
 *
 * @param sessions held, reserved and live, now
 * @param capacity the most sessions at a time
 * @param promisedKbitPerSecond what those sessions may take together, kbit/s, now
 * @param kbitPerSecond payload forwarded, mean of the last ten seconds, kbit/s
 * @param datagramsPerSecond received, mean of the last ten seconds, 1/s
 * @param forwardedBytes payload forwarded since the node started, bytes
 * @param turns how long the engine took for bursts in the last ten seconds
 */
public record NodeLoad(
        int sessions,
        int capacity,
        long promisedKbitPerSecond,
        long kbitPerSecond,
        long datagramsPerSecond,
        long forwardedBytes,
        TurnTimes turns) {}
