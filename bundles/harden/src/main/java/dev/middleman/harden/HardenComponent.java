package dev.middleman.harden;

import dev.middleman.api.memory.TableMemory;
import dev.middleman.api.protection.Measure;
import dev.middleman.api.protection.Protections;
import dev.middleman.api.time.Timekeeper;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes the process and offers memory that others cannot read, once, when it starts; stopping it undoes nothing. Thread-safe.
 *
 * <p>The memories are registered by hand, because which of them there are is known only when the kernel was asked. The one that
 * takes what it can get ranks first, so that a node whose limits are too low starts all the same, and says so.
 */
@Component(immediate = true)
public final class HardenComponent implements Protections {
    private static final Logger LOG = LoggerFactory.getLogger(HardenComponent.class);
    private static final int RANKING_OF_BEST = 10;
    private static final List<String> NAMES = List.of(DUMPABLE, CORE, SWAP, SECRET_MEMORY, DRIFT_FLUSH);

    private final BundleContext context;
    private final String obstacle;
    private final SwapCheck swap = new SwapCheck(Path.of("/"));
    private MemoryCheck memory;
    private volatile Timekeeper clock;

    @Activate
    public HardenComponent(BundleContext context) {
        this.context = context;
        this.obstacle = Platform.obstacle();
        if (obstacle == null) {
            ProcessState.close();
            offer();
        }
        measures().forEach(m -> LOG.info("{}: {}, {}", m.name(), m.state(), m.reason()));
    }

    private void offer() {
        KernelMemory best = new KernelMemory(List.of(Kind.values()));
        KernelMemory secret = new KernelMemory(List.of(Kind.SECRET));
        KernelMemory locked = new KernelMemory(List.of(Kind.LOCKED));
        memory = MemoryCheck.probe(List.of(best, secret, locked));
        register(best, TableMemory.BEST, RANKING_OF_BEST);
        if (memory.hasSecret()) {
            register(secret, TableMemory.SECRET, 0);
        }
        if (MemoryCheck.obstacle(Kind.LOCKED) == null) {
            register(locked, TableMemory.LOCKED, 0);
        }
    }

    private void register(KernelMemory offered, String kind, int ranking) {
        Map<String, Object> properties = Map.of(TableMemory.KIND, kind, Constants.SERVICE_RANKING, ranking);
        context.registerService(TableMemory.class, offered, new Hashtable<>(properties));
    }

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindClock(Timekeeper offered) {
        clock = offered;
    }

    void unbindClock(Timekeeper leaving) {
        if (clock == leaving) {
            clock = null;
        }
    }

    @Override
    public List<Measure> measures() {
        if (obstacle != null) {
            return NAMES.stream()
                    .map(name -> new Measure(name, Measure.State.UNAVAILABLE, obstacle))
                    .toList();
        }
        return List.of(
                ProcessState.dumpable(),
                ProcessState.core(),
                swap.measure(),
                memory.measure(usersOfOrdinaryMemory()),
                DriftCheck.measure(clock));
    }

    /** Bundles with table memory of somebody else: they began before this one, or were told to. */
    private List<String> usersOfOrdinaryMemory() {
        try {
            return context.getServiceReferences(TableMemory.class, null).stream()
                    .filter(reference -> reference.getBundle() != context.getBundle())
                    .flatMap(HardenComponent::users)
                    .distinct()
                    .toList();
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Stream<String> users(ServiceReference<?> reference) {
        Bundle[] users = reference.getUsingBundles();
        return users == null ? Stream.empty() : Arrays.stream(users).map(Bundle::getSymbolicName);
    }
}
