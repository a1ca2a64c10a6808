/**
 * A shard's memory: off-heap records of sessions and legs, and the indices that lead to them. Nothing in here knows what a
 * knock or a datagram is. Not thread-safe: a table belongs to the thread that runs its shard.
 */
package dev.middleman.engine.table;
