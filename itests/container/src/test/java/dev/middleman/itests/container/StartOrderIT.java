package dev.middleman.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** The order in which bundles start means nothing. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class StartOrderIT {

    private static final int ORDERS = 4;

    private final BundleContext context = Bundles.context();

    @org.ops4j.pax.exam.Configuration
    public Option[] configuration() {
        return new Option[] {Distribution.node()};
    }

    @Test(timeout = 120_000)
    public void shouldWorkInWhateverOrderBundlesStart() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("StartOrderIT seed " + seed);
        Random random = new Random(seed);
        List<Bundle> bundles = new ArrayList<>(Bundles.own(context));
        assertThat(bundles).as("bundles of ours").hasSizeGreaterThan(10);
        for (int order = 0; order < ORDERS; order++) {
            Collections.shuffle(bundles, random);
            Bundles.stop(bundles);
            assertThat(bundles).allMatch(bundle -> bundle.getState() == Bundle.RESOLVED);
            Collections.shuffle(bundles, random);
            Bundles.start(bundles);
            assertThat(Demo.play(context))
                    .as("started in the order %s", bundles)
                    .contains("\"intact\":true", "\"expired\":true", "\"broken\":[]");
        }
    }
}
