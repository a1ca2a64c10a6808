/**
 * One middle-man: what a configuration makes, and how shards are held together. The tables are in {@code table}, what a
 * shard decides in {@code shard}.
 */
package dev.middleman.engine;
