package dev.middleman.ka.server;

import dev.middleman.wire.id.Octets;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * What every desk of a KA server works with.
 *
 * @param agenda time, and turns
 * @param current every bound, as it is now
 * @param counters totals
 * @param random the only source of randomness
 * @param neighbours the other members of the cluster, where there is one
 */
record Means(
        Agenda agenda, Supplier<KaSettings> current, Counters counters, RandomGenerator random, Neighbours neighbours) {
    /** Bytes of a capability or of an offer's id: 128 bit cannot be guessed. */
    static final int SECRET_BYTES = 16;

    /** Every bound, as it is now: they can change between two turns. */
    KaSettings settings() {
        return current.get();
    }

    /** The same with other bounds, which follow these. */
    Means with(UnaryOperator<KaSettings> others) {
        return new Means(agenda, () -> others.apply(current.get()), counters, random, neighbours);
    }

    /** A new unguessable name. */
    Octets secret(int bytes) {
        byte[] fresh = new byte[bytes];
        random.nextBytes(fresh);
        return Octets.of(fresh);
    }
}
