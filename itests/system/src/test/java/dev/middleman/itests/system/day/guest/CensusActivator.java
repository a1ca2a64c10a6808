package dev.middleman.itests.system.day.guest;

import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Adds {@code itest:census} to a node's shell. */
public final class CensusActivator implements BundleActivator {

    @Override
    public void start(BundleContext context) {
        Dictionary<String, Object> properties = new Hashtable<>(Map.of(
                "osgi.command.scope", "itest", "osgi.command.function", new String[] {"census", "classes", "hold"}));
        context.registerService(Census.class, new Census(context), properties);
    }

    @Override
    public void stop(BundleContext context) {
        // The framework takes the service back.
    }
}
