package dev.middleman.engine;

import dev.middleman.api.relay.LatchMode;
import dev.middleman.engine.shard.SourceRules;
import dev.middleman.engine.shard.Terms;
import java.util.Set;

/**
 * A validated configuration. Immutable.
 *
 * @param name unique in its container; 1 to 64 letters, digits, {@code . _ -}
 * @param shards 1 to 64, not more than there are ports or sessions
 * @param socketBufferBytes wanted size of each socket's buffers, 64 KiB to 64 MiB
 * @param owners how many KA servers are known to ask; 0 when it has to be learnt from those that did
 * @param modes how legs may latch; mode K always is among them
 * @param live what can change while the node runs
 */
record EngineSettings(
        String name,
        int shards,
        Addresses addresses,
        Ports ports,
        Quotas quotas,
        int socketBufferBytes,
        int owners,
        Set<LatchMode> modes,
        Live live) {

    static final int MAX_SHARDS = 64;
    static final int LEAST_IDLE_SECONDS = 15;
    static final int MOST_IDLE_SECONDS = 600;
    static final int LEAST_HARD_END_SECONDS = 60;

    /**
     * What can change while the node runs; sessions that are open keep what they have.
     *
     * @param allowLoopback peers on loopback are served
     * @param allowPrivate peers in private networks are served
     * @param drain no new sessions; peers are asked to go, and after two minutes all sessions end
     */
    record Live(Terms terms, boolean allowLoopback, boolean allowPrivate, boolean drain) {}

    EngineSettings {
        if (!name.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new IllegalArgumentException("name \"" + name + "\" is not 1 to 64 letters, digits, dots, _ or -");
        }
        Range.check("shards", shards, 1, MAX_SHARDS);
        Range.check("socketBufferBytes", socketBufferBytes, 64 << 10, 64 << 20);
        if (shards > ports.count()) {
            throw new IllegalArgumentException(
                    "shards " + shards + " are more than the " + ports.count() + " ports of " + ports);
        }
        if (shards > quotas.maxSessions()) {
            throw new IllegalArgumentException(
                    "shards " + shards + " are more than maxSessions " + quotas.maxSessions());
        }
    }

    /** In mode K only. */
    EngineSettings(
            String name,
            int shards,
            Addresses addresses,
            Ports ports,
            Quotas quotas,
            int socketBufferBytes,
            int owners,
            Live live) {
        this(name, shards, addresses, ports, quotas, socketBufferBytes, owners, Set.of(LatchMode.KNOCK), live);
    }

    SourceRules rules(Live now) {
        return new SourceRules(now.allowLoopback(), now.allowPrivate(), addresses.all());
    }

    EngineSettings with(Live other) {
        return new EngineSettings(name, shards, addresses, ports, quotas, socketBufferBytes, owners, modes, other);
    }
}
