/**
 * What one shard decides: latching, forwarding, ending. Everything in here runs on the thread of the shard's lane and is not
 * thread-safe, unless a class says otherwise.
 */
package dev.middleman.engine.shard;
