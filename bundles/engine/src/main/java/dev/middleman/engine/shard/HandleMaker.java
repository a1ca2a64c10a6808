package dev.middleman.engine.shard;

import dev.middleman.api.relay.Handle;

/** Makes handles from which the shard can be told. Used on the shard's thread. */
@FunctionalInterface
public interface HandleMaker {
    Handle next();
}
