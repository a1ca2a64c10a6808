package dev.middleman.api.relay;

import dev.middleman.api.net.Families;

/**
 * Asks for capacity.
 *
 * @param owner which KA server asks, as a number that the caller chose; quotas are counted by it. 0 to 65,535
 * @param server the key that it is pinned by, SHA-256 as base64url, for policies; empty when not known by a key
 * @param families what at least one leg each must be able to use
 * @param kbitPerSecond wanted limit, kbit/s; 0 for the node's own; more than the node's own is refused
 * @param ttlSeconds how long to hold, 1 to 10
 */
public record HoldRequest(int owner, String server, Families families, int kbitPerSecond, int ttlSeconds) {

    /** How many KA servers can be told apart. */
    public static final int MAX_OWNERS = 65_536;

    /** From who is not known by a key. */
    public HoldRequest(int owner, Families families, int kbitPerSecond, int ttlSeconds) {
        this(owner, "", families, kbitPerSecond, ttlSeconds);
    }

    /** @throws IllegalArgumentException when a number is out of its range; names it, its value and the range */
    public HoldRequest {
        if (owner < 0 || owner >= MAX_OWNERS) {
            throw new IllegalArgumentException("owner " + owner + " is not in 0..65535");
        }
        if (kbitPerSecond < 0) {
            throw new IllegalArgumentException("kbitPerSecond " + kbitPerSecond + " is negative");
        }
        if (ttlSeconds < 1 || ttlSeconds > 10) {
            throw new IllegalArgumentException("ttlSeconds " + ttlSeconds + " is not in 1..10");
        }
    }
}
