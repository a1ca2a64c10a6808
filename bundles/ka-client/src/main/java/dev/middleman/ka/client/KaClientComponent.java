package dev.middleman.ka.client;

import dev.middleman.api.control.ControlClient;
import dev.middleman.api.ka.Registrations;
import dev.middleman.api.relay.Relay;
import dev.middleman.api.time.Deadlines;
import dev.middleman.api.time.Ticks;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * Wires a {@link KaClient}: one configuration registers one middle-man. Thread-safe. Stopping waits for the farewells to
 * the servers, half a second at the most; so does a change, which registers anew. One that does not fit changes nothing, and
 * one that says what was said before neither.
 */
@Component(
        service = Registrations.class,
        immediate = true,
        configurationPid = KaClientComponent.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = KaClientConfig.class, factory = true)
public final class KaClientComponent implements Registrations {
    /** Factory PID. Which middle-man: {@code relay.target}, such as {@code (middleman.name=m1)}. */
    public static final String PID = "dev.middleman.ka.client";

    private static final long STOP_MS = 500;

    private final Relay relay;
    private final ControlClient binding;
    private final Alarm alarm;
    private volatile KaClient client;
    private List<Object> values;
    private boolean draining;

    @Activate
    public KaClientComponent(
            KaClientConfig config,
            @Reference(name = "relay") Relay relay,
            @Reference ControlClient binding,
            @Reference Ticks ticks,
            @Reference Deadlines deadlines) {
        this.relay = relay;
        this.binding = binding;
        this.alarm = new Alarm(ticks, deadlines);
        Node node = ConfigReader.node(config, relay);
        this.client = read(config, node);
        this.values = ConfigReader.values(config, node);
        client.start(draining);
    }

    private KaClient read(KaClientConfig config, Node node) {
        return new KaClient(
                node, ConfigReader.servers(config), ConfigReader.binding(config, binding), alarm, new SecureRandom());
    }

    /** @throws IllegalArgumentException for a value that does not fit; the middle-man stays registered as it is */
    @Modified
    synchronized void change(KaClientConfig config) {
        Node node = ConfigReader.node(config, relay);
        KaClient next = read(config, node);
        List<Object> nextValues = ConfigReader.values(config, node);
        if (nextValues.equals(values)) {
            return;
        }
        stop();
        client = next;
        values = nextValues;
        next.start(draining);
    }

    @Deactivate
    synchronized void stop() {
        try {
            client.stop().toCompletableFuture().get(STOP_MS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // the servers forget us by themselves when the lifetime ends
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String middleman() {
        return client.middleman();
    }

    @Override
    public List<Registration> servers() {
        return client.servers();
    }

    @Override
    public synchronized void drain(boolean on) {
        draining = on;
        client.drain(on);
    }
}
