package dev.middleman.policy.sticky;

import dev.middleman.api.policy.Candidate;
import dev.middleman.api.policy.SelectionPolicy;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Few middle-men per caller over time: those of the lowest ranks for this caller are asked, and the lowest of those that
 * offered wins. Thread-safe; keeps nothing, since ranks do not change.
 *
 * <p>An adversary with a share f of the middle-men serves a share f of the callers, and meets those again and again. Under
 * the other policies it serves everybody sooner or later. Ranks below the others: stop them, or give this one a higher
 * {@code service.ranking}.
 */
@Component(configurationPid = StickyComponent.PID, property = "service.ranking:Integer=5")
@Designate(ocd = StickyComponent.Config.class)
public final class StickyComponent implements SelectionPolicy {
    /** No configuration is needed. */
    public static final String PID = "dev.middleman.policy.sticky";

    private static final int MAX_COLLECT_MS = 2_000;

    @ObjectClassDefinition(
            name = "Middleman: selection policy sticky",
            description = "Gives every caller the same few middle-men, as long as they have room.")
    @interface Config {
        @AttributeDefinition(
                description = "How long to wait for a caller's usual middle-man after the first offer, ms. Can"
                        + " change while look-ups run.",
                min = "0",
                max = "2000")
        int collectMs() default 150;
    }

    private volatile long collectNs;

    @Activate
    public StickyComponent(Config config) {
        this(config.collectMs());
    }

    /** @throws IllegalArgumentException when out of range */
    StickyComponent(int collectMs) {
        this.collectNs = checked(collectMs);
    }

    /** @throws IllegalArgumentException when out of range; what was before stays */
    @Modified
    void change(Config config) {
        collectNs = checked(config.collectMs());
    }

    private static long checked(int collectMs) {
        if (collectMs < 0 || collectMs > MAX_COLLECT_MS) {
            throw new IllegalArgumentException("collectMs " + collectMs + " is not in 0.." + MAX_COLLECT_MS);
        }
        return TimeUnit.MILLISECONDS.toNanos(collectMs);
    }

    @Override
    public String name() {
        return "sticky";
    }

    @Override
    public long collectNs() {
        return collectNs;
    }

    @Override
    public boolean asksByRank() {
        return true;
    }

    @Override
    public int pick(List<Candidate> offers, RandomGenerator random) {
        return IntStream.range(0, offers.size())
                .reduce((one, other) ->
                        offers.get(other).rank() < offers.get(one).rank() ? other : one)
                .orElse(0);
    }
}
