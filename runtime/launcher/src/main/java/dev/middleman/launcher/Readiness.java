package dev.middleman.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.osgi.framework.AllServiceListener;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * Compares what the configuration folder asks for with the services that are there. Used by one thread; the framework's
 * threads only wake it.
 */
final class Readiness {

    /** A kind of part: its configuration's PID, and the service by which it shows. */
    enum Part {
        MIDDLE_MAN("middle-man", "dev.middleman.engine", "dev.middleman.api.relay.Relay"),
        KA_SERVER("KA server", "dev.middleman.ka.server", "dev.middleman.api.ka.KaStatus"),
        KA_HTTP("KA server by HTTPS", "dev.middleman.ka.http", "jakarta.servlet.Servlet", "bundle-http"),
        KA_CLUSTER("KA cluster", "dev.middleman.ka.cluster", "dev.middleman.api.cluster.Cluster", "bundle-cluster"),
        KA_CLIENT("KA registration", "dev.middleman.ka.client", "dev.middleman.api.ka.Registrations"),
        ADMISSION("admission policy", "dev.middleman.policy.admission", "dev.middleman.api.policy.AdmissionPolicy"),
        TRAFFIC("traffic policy", "dev.middleman.policy.traffic", "dev.middleman.api.policy.TrafficPolicy"),
        METRICS("metrics", "dev.middleman.metrics", "dev.middleman.metrics.MetricsComponent", "bundle-metrics");

        final String title;
        private final String pid;
        final String service;
        /** Of the distribution, with bundles that only a node takes that is configured for this part. */
        final Optional<String> folder;

        Part(String title, String pid, String service) {
            this(title, pid, service, null);
        }

        Part(String title, String pid, String service, String folder) {
            this.title = title;
            this.pid = pid;
            this.service = service;
            this.folder = Optional.ofNullable(folder);
        }

        boolean configuredBy(String fileName) {
            return fileName.matches("\\Q" + pid + "\\E([-~].+)?\\.(cfg|config)");
        }
    }

    /** How often a part that failed is asked again, though nothing seems to have changed. */
    private static final long AGAIN_NS = TimeUnit.SECONDS.toNanos(30);

    private final Map<Part, Integer> wanted;
    private final BundleContext context;
    private final Map<ServiceReference<?>, Asked> asked = new HashMap<>();

    /** Whether a service could be got, and how its properties were then. */
    private record Asked(boolean works, String properties) {}

    Readiness(BundleContext context, Map<Part, Integer> wanted) {
        this.context = context;
        this.wanted = Map.copyOf(wanted);
    }

    /** Counts the files of a configuration folder by the part that they configure. */
    static Map<Part, Integer> wanted(Path conf) {
        try (Stream<Path> files = Files.list(conf)) {
            Map<Part, Integer> counts = new TreeMap<>();
            List<String> names =
                    files.map(file -> file.getFileName().toString()).toList();
            for (Part part : Part.values()) {
                int count = (int) names.stream().filter(part::configuredBy).count();
                if (count > 0) {
                    counts.put(part, count);
                }
            }
            return counts;
        } catch (IOException failure) {
            throw new Failure("the configuration folder " + conf + " cannot be read", failure);
        }
    }

    /** Waits until all parts are there. Returns whether they are; false as well when the framework stops. */
    boolean await(Duration atMost) throws InterruptedException {
        Semaphore changes = new Semaphore(0);
        // All: the launcher has the API from its own class path, so to it the parts are of a foreign kind.
        AllServiceListener wake = event -> changes.release();
        try {
            context.addServiceListener(wake);
            long end = System.nanoTime() + atMost.toNanos();
            for (long left = atMost.toNanos(); !missing().isEmpty() && left > 0; left = end - System.nanoTime()) {
                if (!changes.tryAcquire(Math.min(left, AGAIN_NS), TimeUnit.NANOSECONDS)) {
                    forgetFailures();
                }
                changes.drainPermits();
            }
            context.removeServiceListener(wake);
            return missing().isEmpty();
        } catch (IllegalStateException stopped) {
            // The framework was stopped while this waited.
            return false;
        }
    }

    /** What is not there yet, in words; empty when all is well. */
    List<String> missing() {
        List<String> missing = new ArrayList<>();
        new TreeMap<>(wanted).forEach((part, count) -> {
            int there = count(part);
            if (there < count) {
                missing.add(part.title + ": " + there + " of " + count);
            }
        });
        return missing;
    }

    /** A component that refuses its configuration is registered all the same; it shows when the service is asked for. */
    private int count(Part part) {
        return (int) new Services(context)
                .all(part.service).stream().filter(this::works).count();
    }

    /**
     * A component's service is registered before the component is made, and stays so when that fails; getting it tells.
     * Asking a failed one makes it fail, and complain, again: so it is asked anew when its properties have changed, which a mended
     * configuration shows by. One whose configuration can change while it runs is made by nobody else: it stays the same service.
     */
    private synchronized boolean works(ServiceReference<?> reference) {
        String properties = propertiesOf(reference);
        Asked before = asked.get(reference);
        if (before != null && (before.works() || before.properties().equals(properties))) {
            return before.works();
        }
        Object service = context.getService(reference);
        if (service != null) {
            context.ungetService(reference);
        }
        asked.put(reference, new Asked(service != null, properties));
        return service != null;
    }

    private static String propertiesOf(ServiceReference<?> reference) {
        StringBuilder properties = new StringBuilder();
        for (String key : reference.getPropertyKeys()) {
            properties.append(key).append(Arrays.deepToString(new Object[] {reference.getProperty(key)}));
        }
        return properties.toString();
    }

    /** What cannot be seen in properties may have been mended, too, such as a password or a file. */
    private synchronized void forgetFailures() {
        asked.values().removeIf(one -> !one.works());
    }
}
