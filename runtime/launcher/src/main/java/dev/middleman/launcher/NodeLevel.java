package dev.middleman.launcher;

import dev.middleman.launcher.level.Assessment;
import dev.middleman.launcher.level.Facts;
import dev.middleman.launcher.level.Measure;
import dev.middleman.launcher.level.ProcessFlags;
import dev.middleman.launcher.level.Tracking;
import dev.middleman.launcher.machine.EngineFile;
import dev.middleman.launcher.machine.Machine;
import dev.middleman.launcher.machine.StorageFolder;
import dev.middleman.launcher.machine.TrackingProbe;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** Finds out what the level of this run depends on. Thread-safe: what it learnt before the start stays as it is. */
final class NodeLevel {

    private static final String RELAY = "dev.middleman.api.relay.Relay";
    private static final String HINTS = "middleman.hints";
    private static final String CHOICE = "dev.middleman.api.relay.TransportChoice";

    private static final long SETTLE_NS = TimeUnit.SECONDS.toNanos(5);
    private static final long LOOK_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Machine machine;
    /** Whether this Java can run the transport that makes no objects of addresses. */
    private final boolean foreign;

    private final StorageFolder storage;
    private final Tracking tracking;
    /** Whether one of the configured middle-men allows it. */
    private final boolean hints;

    /** @param conf tells the relay ports; asked once, since it costs a few datagrams on the machine itself */
    NodeLevel(Machine machine, Home home, StorageFolder storage, Path conf) {
        this.machine = machine;
        this.foreign = home.bundles(Runtime.version().feature()).size() > 1;
        this.storage = storage;
        List<EngineFile> engines = engines(conf);
        this.tracking = new TrackingProbe(machine).at(engines);
        this.hints = engines.stream().anyMatch(EngineFile::hints);
    }

    private static List<EngineFile> engines(Path conf) {
        try {
            return EngineFile.in(conf);
        } catch (IOException failure) {
            throw new Failure("the configuration folder " + conf + " cannot be read", failure);
        }
    }

    /**
     * Waits until the best transport is there and carries every middle-man: the framework may start it a moment after the rest,
     * and lines, of which there are none yet, move to it then. Not for long, since a machine need not be able to run it.
     */
    void awaitTransport(BundleContext context) {
        long endNs = System.nanoTime() + SETTLE_NS;
        while (!isSettled(context) && System.nanoTime() - endNs < 0) {
            LockSupport.parkNanos(LOOK_NS);
        }
    }

    private boolean isSettled(BundleContext context) {
        Optional<String> best = new PartsView(context).transports().stream().findFirst();
        boolean awaited = machine.isLinux() && foreign;
        return best.isPresent()
                && (!awaited || best.get().equals(Assessment.TRANSPORT))
                && inUse(context).equals(Set.of(best.get()));
    }

    /** The best that can come of a start: what the bundles will do is not known before they run. */
    Assessment before() {
        Set<String> transports = Set.of(foreign ? Assessment.TRANSPORT : "a Netty transport");
        return assess(transports, false, hints, Optional.of(List.of()));
    }

    /** As it is now. */
    Assessment now(BundleContext context) {
        Services services = new Services(context);
        return assess(
                inUse(context),
                !services.all(Readiness.Part.KA_SERVER.service).isEmpty(),
                hints(services),
                Protections.measures(services));
    }

    private static boolean hints(Services services) {
        return services.all(RELAY).stream().anyMatch(relay -> Boolean.TRUE.equals(relay.getProperty(HINTS)));
    }

    private Assessment assess(
            Set<String> transports, boolean kaServer, boolean withHints, Optional<List<Measure>> measures) {
        return Assessment.of(new Facts(
                Runtime.version().feature(),
                transports,
                kaServer,
                withHints,
                ProcessFlags.of(ManagementFactory.getRuntimeMXBean().getInputArguments()),
                storage.inMemory(),
                machine.self().coreLimit(),
                machine.hasSwap() && !machine.self().swapForbidden(),
                tracking,
                measures));
    }

    /** Of every middle-man; where there is none, the one that it would take. */
    private static Set<String> inUse(BundleContext context) {
        Services services = new Services(context);
        Set<String> names = new TreeSet<>();
        for (ServiceReference<?> choice : services.all(CHOICE)) {
            ((Optional<?>) services.ask(choice, CHOICE, "inUse")).ifPresent(name -> names.add((String) name));
        }
        if (names.isEmpty()) {
            new PartsView(context).transports().stream().findFirst().ifPresent(names::add);
        }
        return names;
    }

    /** For the console's bundle, which cannot see these classes: a function of JDK types that tells the level as it is then. */
    void offer(BundleContext context) {
        Dictionary<String, Object> properties = new Hashtable<>(Map.of("middleman.level", true));
        Supplier<Map<String, Object>> level = () -> now(context).fields();
        context.registerService(Supplier.class.getName(), level, properties);
    }
}
