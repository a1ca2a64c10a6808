package dev.middleman.policy.draw;

import dev.middleman.api.policy.Candidate;
import dev.middleman.api.policy.SelectionPolicy;
import java.util.List;
import java.util.random.RandomGenerator;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Offers {@link UniformDraw} as a service. Thread-safe. Ranks below {@code first}: stop that bundle, or give this one a
 * higher {@code service.ranking} by configuration, to draw.
 */
@Component(configurationPid = DrawComponent.PID, property = "service.ranking:Integer=10")
@Designate(ocd = DrawComponent.Config.class)
public final class DrawComponent implements SelectionPolicy {
    /** No configuration is needed. */
    public static final String PID = "dev.middleman.policy.draw";

    @ObjectClassDefinition(
            name = "Middleman: selection policy draw",
            description = "Collects offers of middle-men for a moment, then draws one of them uniformly.")
    @interface Config {
        @AttributeDefinition(
                description = "How long to go on collecting after the first offer, ms. Can change while look-ups run.",
                min = "0",
                max = "2000")
        int collectMs() default 150;
    }

    private volatile UniformDraw draw;

    @Activate
    public DrawComponent(Config config) {
        this.draw = new UniformDraw(config.collectMs());
    }

    /** @throws IllegalArgumentException when out of range; what was before stays */
    @Modified
    void change(Config config) {
        draw = new UniformDraw(config.collectMs());
    }

    @Override
    public String name() {
        return draw.name();
    }

    @Override
    public long collectNs() {
        return draw.collectNs();
    }

    @Override
    public int pick(List<Candidate> offers, RandomGenerator random) {
        return draw.pick(offers, random);
    }
}
