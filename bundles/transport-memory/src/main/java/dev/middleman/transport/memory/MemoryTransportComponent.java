package dev.middleman.transport.memory;

import dev.middleman.api.time.TickListener;
import dev.middleman.api.transport.BurstHandler;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.LaneSpec;
import dev.middleman.api.transport.Transport;
import dev.middleman.api.transport.TransportException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * Offers a simulated network as the node's transport, in real time. It exists only where a configuration asks for it and
 * ranks below every real transport.
 *
 * <p>Threading: one thread of its own steps the network to the node's last tick; ticks that come while it is busy are
 * made up for by the next one.
 */
@Component(
        service = {Transport.class, TickListener.class},
        configurationPid = "dev.middleman.transport.memory",
        configurationPolicy = ConfigurationPolicy.REQUIRE,
        property = "service.ranking:Integer=-100")
@Designate(ocd = MemoryTransportComponent.Config.class)
public final class MemoryTransportComponent implements Transport, TickListener {

    /** Settings of the simulated network; a change takes effect by a restart of the component. */
    @ObjectClassDefinition(name = "Middleman: memory transport", description = "A simulated network, for tests only.")
    @interface Config {
        @AttributeDefinition(description = "Decides everything that the network draws: a whole number of 64 bits.")
        long seed() default 1;
    }

    private final MemoryNetwork network;
    private final AtomicLong lastTickNs = new AtomicLong(Long.MIN_VALUE);
    private final ThreadPoolExecutor stepper;
    private long steppedToNs = Long.MIN_VALUE;

    @Activate
    public MemoryTransportComponent(Config config) {
        network = new MemoryNetwork(config.seed());
        stepper = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(1),
                task -> new Thread(task, "transport-memory"),
                new ThreadPoolExecutor.DiscardPolicy());
    }

    @Deactivate
    void deactivate() {
        stepper.shutdownNow();
        network.transport().close();
    }

    @Override
    public String name() {
        return network.transport().name();
    }

    @Override
    public Lane open(LaneSpec spec, BurstHandler handler) throws TransportException {
        return network.transport().open(spec, handler);
    }

    @Override
    public void onTick(long nowNs) {
        lastTickNs.set(nowNs);
        stepper.execute(this::step);
    }

    @Override
    public void onClockJump(long driftNs) {
        // Virtual time has no wall to drift from.
    }

    private void step() {
        long nowNs = lastTickNs.get();
        if (steppedToNs != Long.MIN_VALUE) {
            network.clock().advance(Math.max(0, nowNs - steppedToNs));
        }
        steppedToNs = nowNs;
    }
}
