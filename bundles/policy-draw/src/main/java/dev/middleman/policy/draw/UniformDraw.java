package dev.middleman.policy.draw;

import dev.middleman.api.policy.Candidate;
import dev.middleman.api.policy.SelectionPolicy;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Collects offers for a moment, then draws one uniformly. Thread-safe; keeps nothing.
 *
 * <p>An adversary with a share f of the middle-men wins f of the lines, however fast its nodes answer and whatever
 * capacity they declare. Its price: every look-up takes the collecting time longer, and more holds are given back.
 */
final class UniformDraw implements SelectionPolicy {
    /** The longest time to collect, ms: holds live for 3 s and the commit has to fit in as well. */
    static final int MAX_COLLECT_MS = 2_000;

    private final long collectNs;

    /**
     * @param collectMs how long to go on collecting after the first offer, ms, 0 to 2,000
     * @throws IllegalArgumentException when out of range
     */
    UniformDraw(int collectMs) {
        if (collectMs < 0 || collectMs > MAX_COLLECT_MS) {
            throw new IllegalArgumentException("collectMs " + collectMs + " is not in 0.." + MAX_COLLECT_MS);
        }
        this.collectNs = TimeUnit.MILLISECONDS.toNanos(collectMs);
    }

    @Override
    public String name() {
        return "draw";
    }

    @Override
    public long collectNs() {
        return collectNs;
    }

    @Override
    public int pick(List<Candidate> offers, RandomGenerator random) {
        return random.nextInt(offers.size());
    }
}
