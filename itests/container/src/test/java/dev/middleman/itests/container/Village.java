package dev.middleman.itests.container;

import dev.middleman.api.control.ControlClient;
import dev.middleman.api.ka.KaStatus;
import dev.middleman.api.ka.Registrations;
import dev.middleman.api.relay.Relay;
import dev.middleman.peer.CallException;
import dev.middleman.peer.Line;
import dev.middleman.peer.OfferHandler;
import dev.middleman.peer.Peer;
import dev.middleman.peer.PeerBuilder;
import dev.middleman.wire.IpText;
import dev.middleman.wire.control.Accept;
import dev.middleman.wire.id.KaAddress;
import dev.middleman.wire.id.Octets;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** A KA server, middle-men and two peers inside the container, made by configuration and gone when closed. For one thread. */
final class Village {

    private static final int MIDDLE_MEN = 3;
    private static final int MANY = 100_000;

    private final Services services;
    private final List<Configuration> configurations = new ArrayList<>();
    private final List<Peer> peers = new ArrayList<>();
    private final BlockingQueue<Line> accepted = new LinkedBlockingQueue<>();
    private final Octets realm = Octets.of(new byte[32]);

    Village(BundleContext context) {
        services = new Services(context);
    }

    Services services() {
        return services;
    }

    Village open(BundleContext context) throws Exception {
        return open(context, Map.of());
    }

    /** What a KA server cannot be without. */
    static Map<String, Object> kaServer(BundleContext context) {
        return Map.of(
                "bind",
                "127.0.4.1",
                "port",
                0,
                "identityFile",
                context.getProperty("middleman.demo.identity"),
                ".identityPassword",
                context.getProperty("middleman.demo.password"));
    }

    /** @param more settings of the KA server */
    Village open(BundleContext context, Map<String, Object> more) throws Exception {
        Configuration server = admin().getConfiguration("dev.middleman.ka.server", "?");
        Map<String, Object> settings = new Hashtable<>(kaServer(context));
        settings.putAll(Map.of(
                "allowUnseenEndpoints",
                true,
                "lookUpsPerMinute",
                MANY,
                "signedPerMinute",
                MANY,
                "asksPerTargetPerHour",
                MANY));
        settings.putAll(more);
        update(server, settings);
        services.await("the KA server", () -> services.all(KaStatus.class).size() == 1);
        for (int i = 1; i <= MIDDLE_MEN; i++) {
            middleMan("m" + i, Map.of());
            update(
                    admin().createFactoryConfiguration("dev.middleman.ka.client", "?"),
                    Map.of("relay.target", "(middleman.name=m" + i + ")", "servers", ka().address()));
        }
        awaitRegistrations();
        return this;
    }

    void awaitRegistrations() throws InterruptedException {
        services.await("the middle-men's registration", () -> registered() == MIDDLE_MEN);
    }

    private long registered() {
        return services.all(Registrations.class).stream()
                .flatMap(client -> client.servers().stream())
                .filter(server -> server.state() == Registrations.State.REGISTERED)
                .count();
    }

    /** Configures one more middle-man; does not wait for it. */
    Configuration middleMan(String name, Map<String, Object> more) throws Exception {
        Configuration configuration = admin().createFactoryConfiguration("dev.middleman.engine", "?");
        update(configuration, engine(name, more));
        return configuration;
    }

    /** A middle-man's settings, with some of them replaced. */
    static Map<String, Object> engine(String name, Map<String, Object> more) {
        Map<String, Object> values = new Hashtable<>(Map.of(
                "name",
                name,
                "shards",
                1,
                "ip4",
                "127.0.3." + name.substring(1),
                "ports",
                "ephemeral:8",
                "allowLoopback",
                true));
        values.putAll(more);
        return values;
    }

    void update(Configuration configuration, Map<String, Object> values) throws Exception {
        if (!configurations.contains(configuration)) {
            configurations.add(configuration);
        }
        configuration.update(new Hashtable<>(values));
    }

    ConfigurationAdmin admin() {
        return services.one(ConfigurationAdmin.class);
    }

    KaStatus ka() {
        return services.one(KaStatus.class);
    }

    /** A peer that accepts every line; these come out of {@link #nextAccepted}. */
    Peer target(String ip) throws Exception {
        Peer peer = peer(ip);
        OfferHandler handler = new OfferHandler() {
            @Override
            public void connected(Line line) {
                accepted.add(line);
            }

            @Override
            public void failed(CallException why) {
                // The caller notices as well.
            }
        };
        peer.register(Accept.OPEN, handler).toCompletableFuture().get(20, TimeUnit.SECONDS);
        return peer;
    }

    Peer peer(String ip) throws Exception {
        return peer(Peer.builder().realmId(realm).bind(IpText.parse(ip)));
    }

    /** @param builder knows who it is, in which realm and where */
    Peer peer(PeerBuilder builder) throws Exception {
        Peer peer = builder.servers(List.of(KaAddress.parse(ka().address())))
                .control(services.one(ControlClient.class))
                .build();
        peers.add(peer);
        return peer;
    }

    Line call(Peer from, Peer to) throws Exception {
        return from.call(to.pid()).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    Line nextAccepted() throws InterruptedException {
        Line line = accepted.poll(20, TimeUnit.SECONDS);
        if (line == null) {
            throw new AssertionError("no line was accepted");
        }
        return line;
    }

    List<Relay> relays() {
        return services.all(Relay.class);
    }

    void close() throws Exception {
        peers.forEach(Peer::close);
        for (Configuration configuration : configurations) {
            configuration.delete();
        }
        services.await("the end of the middle-men", () -> relays().isEmpty());
    }
}
