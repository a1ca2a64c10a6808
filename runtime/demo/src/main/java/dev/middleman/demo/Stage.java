package dev.middleman.demo;

import dev.middleman.api.ka.KaStatus;
import dev.middleman.api.ka.Registrations;
import dev.middleman.api.net.Endpoint;
import dev.middleman.api.relay.Relay;
import dev.middleman.api.relay.Totals;
import dev.middleman.wire.IpText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * The KA server and the middle-men: made by configuration as any node makes them, and gone when closed. For one thread.
 */
final class Stage implements AutoCloseable {

    /** A session ends after so much silence; a real node's shortest is 15 s. */
    static final int IDLE_SECONDS = 2;

    static final Endpoint KA = Endpoints.of("127.0.4.1");
    static final Map<String, Endpoint> MIDDLE_MEN = new TreeMap<>(
            Map.of("m1", Endpoints.of("127.0.3.1"), "m2", Endpoints.of("127.0.3.2"), "m3", Endpoints.of("127.0.3.3")));

    private final BundleContext context;
    private final ConfigurationAdmin admin;
    private final List<Configuration> made = new ArrayList<>();

    Stage(BundleContext context, ConfigurationAdmin admin) {
        this.context = context;
        this.admin = admin;
    }

    /** Starts the KA server, then the middle-men, and waits until these are registered. */
    void open(String identityFile, String password) throws IOException {
        Configuration server = admin.getConfiguration("dev.middleman.ka.server", "?");
        configure(
                server,
                Map.of(
                        "bind",
                        IpText.format(KA),
                        "port",
                        0,
                        "identityFile",
                        identityFile,
                        ".identityPassword",
                        password,
                        // A middle-man asks from whatever loopback address the system gives it, not from its own.
                        "allowUnseenEndpoints",
                        true));
        Patience.until(() -> services(KaStatus.class).size() == 1, Patience.ENOUGH, "the KA server starts");
        for (String name : MIDDLE_MEN.keySet()) {
            middleMan(name);
        }
        Patience.until(
                () -> services(Relay.class).size() == MIDDLE_MEN.size(), Patience.ENOUGH, "the middle-men start");
        try {
            Patience.until(() -> registered() == MIDDLE_MEN.size(), Patience.ENOUGH, "the middle-men register");
        } catch (DemoException late) {
            throw new DemoException(late.getMessage() + ": " + reasons(), late);
        }
    }

    private void middleMan(String name) throws IOException {
        configure(
                admin.createFactoryConfiguration("dev.middleman.engine", "?"),
                Map.of(
                        "name",
                        name,
                        "shards",
                        1,
                        "ip4",
                        IpText.format(MIDDLE_MEN.get(name)),
                        "ports",
                        "ephemeral:8",
                        "allowLoopback",
                        true,
                        "idleSeconds",
                        IDLE_SECONDS));
        configure(
                admin.createFactoryConfiguration("dev.middleman.ka.client", "?"),
                Map.of(
                        "relay.target",
                        "(middleman.name=" + name + ")",
                        "servers",
                        new String[] {ka().address()},
                        "operator",
                        name));
    }

    private void configure(Configuration configuration, Map<String, Object> values) throws IOException {
        Dictionary<String, Object> properties = new Hashtable<>(values);
        made.add(configuration);
        configuration.update(properties);
    }

    private long registered() {
        return services(Registrations.class).stream()
                .flatMap(client -> client.servers().stream())
                .filter(server -> server.state() == Registrations.State.REGISTERED)
                .count();
    }

    private List<String> reasons() {
        return services(Registrations.class).stream()
                .flatMap(client -> client.servers().stream()
                        .map(server -> client.middleman() + " " + server.state() + " " + server.reason()))
                .toList();
    }

    KaStatus ka() {
        return services(KaStatus.class).get(0);
    }

    int kaServers() {
        return services(KaStatus.class).size();
    }

    /** What every middle-man counts now, by its name. */
    Map<String, Totals> totals() {
        Map<String, Totals> totals = new TreeMap<>();
        for (Relay relay : services(Relay.class)) {
            totals.put(relay.description().name(), Patience.await(relay.totals(), "a middle-man's totals"));
        }
        return totals;
    }

    /** Services are looked up anew each time, since nothing here may hold on to one that went away. */
    private <T> List<T> services(Class<T> type) {
        try {
            Collection<ServiceReference<T>> references = context.getServiceReferences(type, null);
            return references.stream().sorted().map(context::getService).toList();
        } catch (InvalidSyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void close() {
        for (int last = made.size() - 1; last >= 0; last--) {
            try {
                made.get(last).delete();
            } catch (IOException | IllegalStateException gone) {
                // Nothing is left to be deleted.
            }
        }
    }
}
