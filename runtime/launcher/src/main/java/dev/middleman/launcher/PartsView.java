package dev.middleman.launcher;

import java.util.ArrayList;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/** Says in a line each what runs in a container. Reads service properties, and a KA server's own address. */
final class PartsView {

    private final BundleContext context;

    PartsView(BundleContext context) {
        this.context = context;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (ServiceReference<?> relay : services(Readiness.Part.MIDDLE_MAN)) {
            lines.add("middle-man " + relay.getProperty("middleman.name"));
        }
        for (ServiceReference<?> server : services(Readiness.Part.KA_SERVER)) {
            lines.add("KA server " + address(server));
        }
        return lines;
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

    private List<ServiceReference<?>> services(Readiness.Part part) {
        try {
            ServiceReference<?>[] found = context.getAllServiceReferences(part.service, null);
            return found == null ? List.of() : List.of(found);
        } catch (InvalidSyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
