package dev.middleman.launcher;

import dev.middleman.launcher.level.Measure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** Says in a line each what runs in a container, and how its memory is protected. Reads service properties, and a KA server's own address. */
final class PartsView {

    static final String TRANSPORT = "dev.middleman.api.transport.Transport";

    private final Services services;

    PartsView(BundleContext context) {
        services = new Services(context);
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        List<String> transports = transports();
        if (!transports.isEmpty()) {
            lines.add("transport " + String.join(", then ", transports));
        }
        for (ServiceReference<?> relay : services.all(Readiness.Part.MIDDLE_MAN.service)) {
            lines.add("middle-man " + relay.getProperty("middleman.name"));
        }
        for (ServiceReference<?> server : services.all(Readiness.Part.KA_SERVER.service)) {
            lines.add("KA server " + services.ask(server, Readiness.Part.KA_SERVER.service, "address"));
        }
        Protections.measures(services).ifPresent(measures -> measures.forEach(measure -> lines.add(words(measure))));
        return lines;
    }

    private static String words(Measure measure) {
        String state = "measure " + measure.name() + (measure.on() ? " on" : " off");
        return measure.why().isBlank() ? state : state + ": " + measure.why();
    }

    /** By rank: the first one serves, the next takes over when it goes. */
    List<String> transports() {
        return services.all(TRANSPORT).stream()
                .sorted(Comparator.reverseOrder())
                .map(reference -> String.valueOf(reference.getProperty("middleman.transport")))
                .toList();
    }
}
