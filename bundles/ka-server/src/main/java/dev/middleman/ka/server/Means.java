package dev.middleman.ka.server;

import dev.middleman.wire.id.Octets;
import java.util.random.RandomGenerator;

/**
 * What every desk of a KA server works with.
 *
 * @param agenda time, and turns
 * @param settings every bound
 * @param counters totals
 * @param random the only source of randomness
 * @param neighbours the other members of the cluster, where there is one
 */
record Means(Agenda agenda, KaSettings settings, Counters counters, RandomGenerator random, Neighbours neighbours) {
    /** Bytes of a capability or of an offer's id: 128 bit cannot be guessed. */
    static final int SECRET_BYTES = 16;

    /** The same with room for others. */
    Means with(KaSettings.Sizes sizes) {
        return new Means(agenda, settings.with(sizes), counters, random, neighbours);
    }

    /** A new unguessable name. */
    Octets secret(int bytes) {
        byte[] fresh = new byte[bytes];
        random.nextBytes(fresh);
        return Octets.of(fresh);
    }
}
