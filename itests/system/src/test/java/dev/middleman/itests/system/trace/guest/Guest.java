package dev.middleman.itests.system.trace.guest;

import dev.middleman.api.relay.Relay;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Hashtable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** The bundle that a test puts into a node's deploy folder: commands for the shell. */
public final class Guest implements BundleActivator {

    private BundleContext context;

    @Override
    public void start(BundleContext bundle) {
        context = bundle;
        commands(SessionOpener.class, new SessionOpener(bundle), "open");
        commands(HeapCommands.class, new HeapCommands(), "dump", "instances", "keep", "exhaust");
        commands(Guest.class, this, "tap");
    }

    private <T> void commands(Class<T> type, T commands, String... names) {
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put("osgi.command.scope", "itest");
        properties.put("osgi.command.function", names);
        context.registerService(type, commands, properties);
    }

    /** {@code itest:tap FILE}: registers another middle-man, called tap, in front of the one that is there. */
    public String tap(String file) {
        ServiceReference<Relay> reference = context.getServiceReference(Relay.class);
        Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(Relay.NAME, Tap.NAME);
        context.registerService(Relay.class, new Tap(context.getService(reference), Path.of(file)), properties);
        return "tapped";
    }

    @Override
    public void stop(BundleContext bundle) {
        // The framework takes the services back.
    }
}
