package dev.middleman.itests.container;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.FrameworkUtil;

/** Our bundles in the container. */
final class Bundles {

    private static final String PREFIX = "dev.middleman.";

    private Bundles() {}

    /** The test's own, inside the container; {@code null} outside, where only its configuration is asked for. */
    static BundleContext context() {
        Bundle probe = FrameworkUtil.getBundle(Bundles.class);
        return probe == null ? null : probe.getBundleContext();
    }

    /** Every bundle of ours, in the order in which they were installed. */
    static List<Bundle> own(BundleContext context) {
        return matching(context, name -> true);
    }

    /** Those whose name without {@code dev.middleman.} matches. */
    static List<Bundle> matching(BundleContext context, Predicate<String> name) {
        return Stream.of(context.getBundles())
                .filter(bundle -> bundle.getSymbolicName().startsWith(PREFIX))
                .filter(bundle -> name.test(bundle.getSymbolicName().substring(PREFIX.length())))
                .toList();
    }

    static void start(Collection<Bundle> bundles) throws BundleException {
        for (Bundle bundle : bundles) {
            bundle.start();
        }
    }

    static void stop(Collection<Bundle> bundles) throws BundleException {
        for (Bundle bundle : new ArrayList<>(bundles)) {
            bundle.stop();
        }
    }
}
