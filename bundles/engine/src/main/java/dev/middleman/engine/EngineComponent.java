package dev.middleman.engine;

import dev.middleman.api.memory.TableMemory;
import dev.middleman.api.relay.Relay;
import dev.middleman.api.time.TickListener;
import dev.middleman.api.time.Ticks;
import dev.middleman.api.transport.Transport;
import dev.middleman.api.transport.TransportException;
import dev.middleman.engine.table.DirectMemory;
import java.security.SecureRandom;
import java.util.Hashtable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Wires one {@link MiddlemanEngine} to the container. Its methods are called by the component runtime only.
 *
 * <p>The {@link Relay} is registered by hand, because its property {@link Relay#NAME} is made from the configured name and
 * because nobody should see it before the ports are bound for the first time. It stays while transports are swapped.
 */
@Component(
        name = EngineConfig.PID,
        service = TickListener.class,
        immediate = true,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = EngineConfig.class, factory = true)
public final class EngineComponent implements TickListener {
    private final PortClaims claims;
    private final EngineSettings settings;
    private final MiddlemanEngine engine;
    private BundleContext context;
    private Transport transport;
    private ServiceRegistration<Relay> registration;

    @Activate
    public EngineComponent(
            EngineConfig config,
            @Reference Ticks ticks,
            @Reference PortClaims claims,
            @Reference(name = "TableMemory", cardinality = ReferenceCardinality.OPTIONAL) TableMemory memory) {
        this.claims = claims;
        this.settings = SettingsReader.read(config, Runtime.getRuntime().availableProcessors());
        this.engine =
                new MiddlemanEngine(settings, ticks, memory == null ? new DirectMemory() : memory, new SecureRandom());
        claims.claim(settings);
    }

    /** @throws TransportException when a port cannot be bound; before {@link #start} nothing is bound yet */
    @Reference(
            name = "Transport",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    synchronized void bindTransport(Transport offered) throws TransportException {
        transport = offered;
        serve();
    }

    /** @throws TransportException when the transport that took over could not bind before, and cannot now */
    synchronized void unbindTransport(Transport leaving) throws TransportException {
        if (transport == leaving) {
            transport = null;
        }
        engine.lose(leaving);
        serve();
    }

    /** @throws TransportException when a port cannot be bound; the component is not activated then */
    @Activate
    synchronized void start(BundleContext bundleContext) throws TransportException {
        context = bundleContext;
        try {
            serve();
        } catch (TransportException | RuntimeException failed) {
            end();
            throw failed;
        }
    }

    /** Opens the lanes as soon as the component is active and there is a transport. */
    private void serve() throws TransportException {
        if (context == null || transport == null) {
            return;
        }
        engine.use(transport);
        if (registration == null) {
            Hashtable<String, Object> properties = new Hashtable<>();
            properties.put(Relay.NAME, settings.name());
            registration = context.registerService(Relay.class, engine, properties);
        }
    }

    /** @throws IllegalArgumentException for a change that needs a new node; the old configuration serves on */
    @Modified
    void change(EngineConfig config) {
        EngineSettings next = SettingsReader.read(config, Runtime.getRuntime().availableProcessors());
        if (!next.with(settings.live()).equals(settings)) {
            throw new IllegalArgumentException("middle-man \"" + settings.name() + "\" keeps its configuration: only "
                    + "idleSeconds, hardEndSeconds, allowLoopback, allowPrivate and drain can change while it runs; "
                    + "delete the configuration and make a new one");
        }
        engine.change(next.live());
    }

    @Deactivate
    synchronized void stop() {
        if (registration != null) {
            registration.unregister();
        }
        end();
    }

    private void end() {
        context = null;
        engine.close();
        claims.release(settings);
    }

    @Override
    public void onTick(long nowNs) {
        engine.onTick(nowNs);
    }

    @Override
    public void onClockJump(long driftNs) {
        engine.onClockJump(driftNs);
    }
}
