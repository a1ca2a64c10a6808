package dev.middleman.itests.system.trace.guest;

import java.util.Dictionary;
import java.util.Hashtable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** The bundle that a test puts into a node's deploy folder. */
public final class Guest implements BundleActivator {

    @Override
    public void start(BundleContext context) {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put("osgi.command.scope", "itest");
        properties.put("osgi.command.function", new String[] {"open"});
        context.registerService(SessionOpener.class, new SessionOpener(context), properties);
    }

    @Override
    public void stop(BundleContext context) {
        // The framework takes the service back.
    }
}
