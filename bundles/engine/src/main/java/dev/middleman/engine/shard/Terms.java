package dev.middleman.engine.shard;

/**
 * What a session gets when it is committed; it keeps that until it ends.
 *
 * @param idleSeconds ends it after this time without a datagram, 1 to 600
 * @param hardEndSeconds ends it whatever happens, 1 to {@link ShardSettings#MAX_HARD_END_SECONDS}
 */
public record Terms(int idleSeconds, int hardEndSeconds) {}
