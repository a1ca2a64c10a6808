package dev.middleman.api.policy;

import java.util.List;
import java.util.random.RandomGenerator;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Which of the middle-men that said yes is introduced. The KA server reads the service once per look-up, so it can be
 * swapped while look-ups run. Thread-safe and non-blocking.
 */
@ConsumerType
public interface SelectionPolicy {

    /** A short name for consoles, such as {@code first}. */
    String name();

    /**
     * How long to go on collecting offers after the first one.
     *
     * @return nanoseconds; 0 decides at the first offer
     */
    long collectNs();

    /**
     * Whether middle-men are asked by {@linkplain Candidate#rank rank}, lowest first, instead of at random. Distinct
     * operators and networks come first either way.
     */
    default boolean asksByRank() {
        return false;
    }

    /**
     * Picks the winner.
     *
     * @param offers 1 or more, in the order in which they came in
     * @param random where all randomness must come from
     * @return an index into {@code offers}
     */
    int pick(List<Candidate> offers, RandomGenerator random);
}
