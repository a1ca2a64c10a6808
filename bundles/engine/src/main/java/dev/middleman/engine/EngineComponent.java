package dev.middleman.engine;

import dev.middleman.api.memory.TableMemory;
import dev.middleman.api.policy.AdmissionPolicy;
import dev.middleman.api.policy.TrafficPolicy;
import dev.middleman.api.relay.Drain;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.api.relay.Relay;
import dev.middleman.api.relay.TransportChoice;
import dev.middleman.api.time.TickListener;
import dev.middleman.api.time.Ticks;
import dev.middleman.api.transport.Transport;
import dev.middleman.api.transport.TransportException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.SynchronousBundleListener;
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
    private final Carrier carrier;
    private final List<ServiceRegistration<?>> registrations = new ArrayList<>();
    private final SynchronousBundleListener farewell = this::containerChanged;
    private BundleContext context;
    private boolean ended;

    @Activate
    public EngineComponent(
            EngineConfig config,
            @Reference Ticks ticks,
            @Reference PortClaims claims,
            @Reference(name = "TableMemory") TableMemory memory) {
        this.claims = claims;
        this.settings = SettingsReader.read(config, Runtime.getRuntime().availableProcessors());
        claims.claim(settings);
        this.engine = made(ticks, memory);
        this.carrier = new Carrier(engine);
    }

    private MiddlemanEngine made(Ticks ticks, TableMemory memory) {
        try {
            return new MiddlemanEngine(settings, ticks, memory, new SecureRandom());
        } catch (RuntimeException | OutOfMemoryError noMemory) {
            claims.release(settings);
            throw noMemory;
        }
    }

    /** @throws TransportException when a port cannot be bound; before {@link #start} nothing is bound yet */
    @Reference(
            name = "Transport",
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            updated = "bindTransport")
    synchronized void bindTransport(Transport offered, Map<String, Object> properties) throws TransportException {
        carrier.offer(offered, ranking(properties), (Long) properties.get(Constants.SERVICE_ID));
        register();
    }

    /** @throws TransportException when no other transport can serve */
    synchronized void unbindTransport(Transport leaving) throws TransportException {
        carrier.withdraw(leaving);
        register();
    }

    private static int ranking(Map<String, Object> properties) {
        return properties.get(Constants.SERVICE_RANKING) instanceof Integer ranking ? ranking : 0;
    }

    @Reference(
            name = "AdmissionPolicy",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindAdmission(AdmissionPolicy policy) {
        engine.policies().use(policy);
    }

    void unbindAdmission(AdmissionPolicy leaving) {
        engine.policies().drop(leaving);
    }

    @Reference(
            name = "TrafficPolicy",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    void bindTraffic(TrafficPolicy policy) {
        engine.policies().use(policy);
    }

    void unbindTraffic(TrafficPolicy leaving) {
        engine.policies().drop(leaving);
    }

    /** @throws TransportException when a port cannot be bound; the component is not activated then */
    @Activate
    synchronized void start(BundleContext bundleContext) throws TransportException {
        context = bundleContext;
        context.addBundleListener(farewell);
        try {
            carrier.begin();
        } catch (TransportException | RuntimeException failed) {
            end();
            throw failed;
        }
        register();
    }

    /** Lets others see the middle-man as soon as it is active and its ports are bound. */
    private void register() {
        if (context == null || !carrier.serves() || !registrations.isEmpty()) {
            return;
        }
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(Relay.NAME, settings.name());
        properties.put(Relay.HINTS, settings.modes().contains(LatchMode.HINT));
        registrations.add(context.registerService(TransportChoice.class, carrier, properties));
        registrations.add(context.registerService(Drain.class, engine.drain(), properties));
        registrations.add(context.registerService(Relay.class, engine, properties));
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

    /**
     * A container that stops does so bundle by bundle and may begin with the transports, through which peers are to hear that their lines
     * end.
     */
    private void containerChanged(BundleEvent event) {
        if (event.getType() == BundleEvent.STOPPING && event.getBundle().getBundleId() == Constants.SYSTEM_BUNDLE_ID) {
            stop();
        }
    }

    @Deactivate
    synchronized void stop() {
        registrations.forEach(ServiceRegistration::unregister);
        registrations.clear();
        end();
    }

    private void end() {
        if (ended) {
            return;
        }
        ended = true;
        if (context != null) {
            context.removeBundleListener(farewell);
            context = null;
        }
        carrier.end();
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
