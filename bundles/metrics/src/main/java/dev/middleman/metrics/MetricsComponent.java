package dev.middleman.metrics;

import dev.middleman.api.cluster.ClusterStatus;
import dev.middleman.api.ka.KaStatus;
import dev.middleman.api.ka.Registrations;
import dev.middleman.api.relay.Drain;
import dev.middleman.api.relay.Relay;
import dev.middleman.api.relay.TransportChoice;
import dev.middleman.api.time.Deadlines;
import dev.middleman.api.time.Ticks;
import dev.middleman.api.time.Timekeeper;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Wires a {@link Responder}. Thread-safe.
 *
 * <p>What is read comes and goes while the endpoint stays: a new one would begin a new minute.
 */
@Component(
        service = MetricsComponent.class,
        immediate = true,
        configurationPid = MetricsComponent.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = MetricsConfig.class)
public final class MetricsComponent {
    /** Configuration required. */
    public static final String PID = "dev.middleman.metrics";

    @Reference
    private volatile List<Relay> relays;

    @Reference
    private volatile List<Map.Entry<Map<String, Object>, Drain>> drains;

    @Reference
    private volatile List<Map.Entry<Map<String, Object>, TransportChoice>> choices;

    @Reference
    private volatile List<Registrations> clients;

    @Reference
    private volatile List<KaStatus> kaServers;

    @Reference
    private volatile List<ClusterStatus> clusters;

    @Reference
    private volatile List<Timekeeper> clocks;

    @Reference(target = "(middleman.level=true)")
    private volatile List<Supplier<Map<String, Object>>> levels;

    private MetricsSettings settings;
    private final Ticks ticks;
    private final Deadlines deadlines;
    private Supplier<Page> pages;
    private Responder responder;

    @Activate
    public MetricsComponent(
            MetricsConfig config, @Reference(name = "Ticks") Ticks ticks, @Reference Deadlines deadlines) {
        this.settings = MetricsSettings.of(config);
        this.ticks = ticks;
        this.deadlines = deadlines;
    }

    /** Fields are set between the constructor and this. */
    @Activate
    synchronized void start() {
        Publisher publisher = new Publisher(ticks, () -> reader().read());
        pages = publisher::page;
        responder = new Responder(settings, pages, deadlines);
    }

    /**
     * Goes to another port; the minute goes on.
     *
     * @throws IllegalArgumentException for a value that does not fit; what is served stays
     * @throws IllegalStateException when the port cannot be bound; the one before is served again
     */
    @Modified
    synchronized void change(MetricsConfig config) {
        MetricsSettings next = MetricsSettings.of(config);
        if (next.equals(settings)) {
            return;
        }
        responder.close();
        try {
            responder = new Responder(next, pages, deadlines);
            settings = next;
        } catch (IllegalStateException taken) {
            responder = new Responder(settings, pages, deadlines);
            throw taken;
        }
    }

    private Reader reader() {
        return new Reader(relays, byName(drains), byName(choices), clients, kaServers, clusters, clocks, levels);
    }

    private static <T> Map<String, T> byName(List<Map.Entry<Map<String, Object>, T>> services) {
        return services.stream()
                .collect(Collectors.toMap(
                        service -> (String) service.getKey().get(Relay.NAME),
                        Map.Entry::getValue,
                        (one, other) -> one));
    }

    /** The TCP port in use. */
    public synchronized int port() {
        return responder.port();
    }

    @Deactivate
    synchronized void stop() {
        responder.close();
    }
}
