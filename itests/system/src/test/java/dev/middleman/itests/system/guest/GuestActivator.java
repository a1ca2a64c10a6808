package dev.middleman.itests.system.guest;

import java.util.Dictionary;
import java.util.Hashtable;
import java.util.Map;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** A bundle that a test puts into a node, to have sessions in numbers: adds two commands to its shell. */
public final class GuestActivator implements BundleActivator {

    @Override
    public void start(BundleContext context) {
        Dictionary<String, Object> properties = new Hashtable<>(
                Map.of("osgi.command.scope", "itest", "osgi.command.function", new String[] {"lines", "plant"}));
        context.registerService(GuestCommands.class, new GuestCommands(context), properties);
    }

    @Override
    public void stop(BundleContext context) {
        // The framework takes the service back.
    }
}
