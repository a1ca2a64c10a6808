package dev.middleman.launcher;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** Says in a line each what runs in a container. Reads service properties, and a KA server's own address. */
final class PartsView {

    private static final String TRANSPORT = "dev.middleman.api.transport.Transport";

    private final BundleContext context;

    PartsView(BundleContext context) {
        this.context = context;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        List<String> transports = transports();
        if (!transports.isEmpty()) {
            lines.add("transport " + String.join(", then ", transports));
        }
        for (ServiceReference<?> relay : services(Readiness.Part.MIDDLE_MAN.service)) {
            lines.add("middle-man " + relay.getProperty("middleman.name"));
        }
        for (ServiceReference<?> server : services(Readiness.Part.KA_SERVER.service)) {
            lines.add("KA server " + address(server));
        }
        return lines;
    }

    /** By rank: the first one serves, the next takes over when it goes. */
    private List<String> transports() {
        return services(TRANSPORT).stream()
                .sorted(Comparator.reverseOrder())
                .map(reference -> String.valueOf(reference.getProperty("middleman.transport")))
                .toList();
    }

    /** The launcher cannot see the bundles' types, so this one method is called by its name. */
    private String address(ServiceReference<?> server) {
        Object status = context.getService(server);
        try {
            Class<?> contract = status.getClass().getClassLoader().loadClass(Readiness.Part.KA_SERVER.service);
            return (String) contract.getMethod("address").invoke(status);
        } catch (ReflectiveOperationException mismatch) {
            throw new Failure("the KA server does not say its address", mismatch);
        } finally {
            context.ungetService(server);
        }
    }

    private List<ServiceReference<?>> services(String type) {
        try {
            ServiceReference<?>[] found = context.getAllServiceReferences(type, null);
            return found == null ? List.of() : List.of(found);
        } catch (InvalidSyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
