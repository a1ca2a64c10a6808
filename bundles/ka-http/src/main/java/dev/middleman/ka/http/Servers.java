package dev.middleman.ka.http;

import java.util.Optional;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleListener;
import org.osgi.framework.Constants;

/**
 * Which of the container's HTTP servers serves the KA server where nobody says so: the one that comes with our feature, whatever others
 * there are; and any, while that one is not there. Thread-safe.
 */
final class Servers implements BundleListener {
    private static final String OURS = "org.apache.felix.http.jetty12";

    private final BundleContext context;
    private final Runnable changed;

    /** @param changed called when another one may serve from now on, on the container's thread */
    Servers(BundleContext context, Runnable changed) {
        this.context = context;
        this.changed = changed;
    }

    /** A filter for it, over the properties of the servers' {@code HttpServiceRuntime}; empty where any may serve. */
    Optional<String> ours() {
        return Stream.of(context.getBundles())
                .filter(Servers::isOurs)
                .findFirst()
                .map(bundle -> "(" + Constants.SERVICE_BUNDLEID + "=" + bundle.getBundleId() + ")");
    }

    private static boolean isOurs(Bundle bundle) {
        return OURS.equals(bundle.getSymbolicName());
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        boolean came = event.getType() == BundleEvent.INSTALLED || event.getType() == BundleEvent.UNINSTALLED;
        if (came && isOurs(event.getBundle())) {
            changed.run();
        }
    }
}
