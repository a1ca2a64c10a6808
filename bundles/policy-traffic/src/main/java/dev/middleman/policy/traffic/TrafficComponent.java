package dev.middleman.policy.traffic;

import dev.middleman.api.policy.CapacityRequest;
import dev.middleman.api.policy.TrafficGrant;
import dev.middleman.api.policy.TrafficPolicy;
import dev.middleman.api.relay.Drain;
import dev.middleman.api.relay.Relay;
import dev.middleman.api.time.TickListener;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;

/** Offers an {@link Allowance} as a service; without a configuration there is none. Thread-safe. */
@Component(
        service = {TrafficPolicy.class, TickListener.class},
        configurationPid = TrafficConfig.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "service.ranking:Integer=10")
@Designate(ocd = TrafficConfig.class)
public final class TrafficComponent implements TrafficPolicy, TickListener {
    private final VolumeWatch watch = new VolumeWatch();
    private volatile Allowance allowance;

    @Activate
    public TrafficComponent(TrafficConfig config) {
        modified(config);
    }

    /** @throws IllegalArgumentException for a value out of range; the former ones stay */
    @Modified
    void modified(TrafficConfig config) {
        allowance = new Allowance(
                config.kbitPerSecond(),
                config.datagramsPerSecond(),
                config.sourceKbitPerSecond(),
                config.totalKbitPerSecond(),
                config.volumeMebibytes(),
                config.drain());
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindRelay(Relay relay, Map<String, Object> properties) {
        watch.add(name(properties), relay);
    }

    void unbindRelay(Relay relay, Map<String, Object> properties) {
        watch.remove(name(properties), relay);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void bindDrain(Drain drain, Map<String, Object> properties) {
        watch.add(name(properties), drain);
    }

    void unbindDrain(Drain drain, Map<String, Object> properties) {
        watch.remove(name(properties), drain);
    }

    private static String name(Map<String, Object> properties) {
        return String.valueOf(properties.get(Relay.NAME));
    }

    @Override
    public String name() {
        return "traffic";
    }

    @Override
    public TrafficGrant grant(CapacityRequest request) {
        return allowance.grant(request);
    }

    @Override
    public void onTick(long nowNs) {
        Allowance now = allowance;
        if (now.drain()) {
            watch.look(nowNs, now::isSpent);
        }
    }

    @Override
    public void onClockJump(long driftNs) {
        // Volume has nothing to do with time.
    }
}
