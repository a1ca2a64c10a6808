package dev.middleman.ka.server;

import dev.middleman.api.policy.Candidate;
import dev.middleman.api.policy.SelectionPolicy;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator;

/**
 * What a selection policy says about one look-up. A policy that throws or points nowhere must not cost anyone a line: then
 * middle-men are asked at random, and the first to serve wins. For one look-up.
 *
 * @param policy as it was when the race began
 * @param rank of a middle-man for this caller
 */
record Selection(SelectionPolicy policy, ToLongFunction<Middleman> rank) {

    long collectNs() {
        try {
            return policy.collectNs();
        } catch (RuntimeException e) {
            return 0;
        }
    }

    /** Puts middle-men into the order in which they are asked. */
    void order(List<Middleman> middleMen, RandomGenerator random) {
        if (asksByRank()) {
            Map<Middleman, Long> ranks = new HashMap<>();
            middleMen.forEach(middleman -> ranks.put(middleman, rank.applyAsLong(middleman)));
            middleMen.sort(Comparator.comparing(ranks::get));
        } else {
            shuffle(middleMen, random);
        }
    }

    private boolean asksByRank() {
        try {
            return policy.asksByRank();
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static void shuffle(List<Middleman> middleMen, RandomGenerator random) {
        for (int last = middleMen.size() - 1; last > 0; last--) {
            int other = random.nextInt(last + 1);
            Middleman swapped = middleMen.get(last);
            middleMen.set(last, middleMen.get(other));
            middleMen.set(other, swapped);
        }
    }

    /** @return an index into {@code offers} */
    int pick(List<Middleman> offers, RandomGenerator random) {
        List<Candidate> candidates = offers.stream()
                .map(middleman -> middleman.candidate(rank.applyAsLong(middleman)))
                .toList();
        try {
            int picked = policy.pick(candidates, random);
            return picked >= 0 && picked < candidates.size() ? picked : 0;
        } catch (RuntimeException e) {
            return 0;
        }
    }
}
