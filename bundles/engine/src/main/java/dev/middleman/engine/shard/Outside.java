package dev.middleman.engine.shard;

import dev.middleman.api.time.Ticks;
import java.util.random.RandomGenerator;

/**
 * What a shard needs from outside, all of it thread-safe.
 *
 * @param ticks the time
 * @param random for ids, keys, seeds and cookie secrets: cryptographically strong, except in tests
 * @param handles names for sessions of this shard
 * @param ledger told when sessions latch and end
 */
public record Outside(Ticks ticks, RandomGenerator random, HandleMaker handles, Ledger ledger) {}
