package dev.middleman.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.cluster.ClusterStatus;
import dev.middleman.api.cluster.ClusterTotals;
import dev.middleman.api.control.ControlClient;
import dev.middleman.api.ka.KaStatus;
import dev.middleman.api.ka.Registrations;
import dev.middleman.peer.CallException;
import dev.middleman.peer.Line;
import dev.middleman.peer.OfferHandler;
import dev.middleman.peer.Peer;
import dev.middleman.wire.IpText;
import dev.middleman.wire.control.Accept;
import dev.middleman.wire.id.KaAddress;
import dev.middleman.wire.id.Octets;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.Configuration;
import org.osgi.service.log.LogReaderService;
import org.slf4j.LoggerFactory;

/** Three KA servers that are one, with the bundles of the distribution: their members talk TCP with TLS on loopback. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ClusterIT {

    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final String HOST = "127.0.5.1";
    private static final Octets REALM = Octets.of(new byte[32]);

    private final BundleContext context = Bundles.context();
    private final Village village = context == null ? null : new Village(context);
    private final List<String> said = new CopyOnWriteArrayList<>();
    private final Map<String, List<Configuration>> parts = new LinkedHashMap<>();
    private final List<Peer> peers = new ArrayList<>();
    private final BlockingQueue<Line> accepted = new LinkedBlockingQueue<>();

    @org.ops4j.pax.exam.Configuration
    public Option[] configuration() {
        return new Option[] {Distribution.node(), Distribution.optional("bundle-cluster")};
    }

    @Before
    public void open() throws Exception {
        services().one(LogReaderService.class).addLogListener(entry -> said.add(entry.getMessage()));
        List<Integer> ports = freePorts();
        String members = ports.stream().map(port -> HOST + ":" + port).collect(Collectors.joining(","));
        for (int i = 0; i < NAMES.size(); i++) {
            String name = NAMES.get(i);
            configure(name, "dev.middleman.ka.cluster", cluster(name, ports.get(i), members));
            int expected = i + 1;
            services()
                    .await(
                            "the members up to " + name,
                            () -> clusters().size() == expected
                                    && clusters().stream().allMatch(one -> one.members() == expected));
            configure(name, "dev.middleman.ka.server", server(name));
            services().await("KA server " + name, () -> services()
                    .named(KaStatus.class, "(member=" + name + ")")
                    .isPresent());
        }
        village.middleMan("m1", Map.of());
        configure(
                "",
                "dev.middleman.ka.client",
                Map.of(
                        "relay.target",
                        "(middleman.name=m1)",
                        "servers",
                        NAMES.stream().map(name -> ka(name).address()).toArray(String[]::new)));
        services().await("the middle-man's registrations", () -> registered() == NAMES.size());
    }

    private Services services() {
        return village.services();
    }

    private List<ClusterStatus> clusters() {
        return services().all(ClusterStatus.class);
    }

    private KaStatus ka(String name) {
        return services().named(KaStatus.class, "(member=" + name + ")").orElseThrow();
    }

    private long registered() {
        return services().all(Registrations.class).stream()
                .flatMap(client -> client.servers().stream())
                .filter(server -> server.state() == Registrations.State.REGISTERED)
                .count();
    }

    /** Ports that nobody has at this moment: members have to be told of each other before they are there. */
    private static List<Integer> freePorts() throws Exception {
        List<ServerSocket> sockets = new ArrayList<>();
        for (int i = 0; i < NAMES.size(); i++) {
            sockets.add(new ServerSocket(0, 1, InetAddress.getByName(HOST)));
        }
        List<Integer> ports = sockets.stream().map(ServerSocket::getLocalPort).toList();
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }

    private void configure(String owner, String pid, Map<String, Object> values) throws Exception {
        Configuration configuration = village.admin().createFactoryConfiguration(pid, "?");
        parts.computeIfAbsent(owner, none -> new ArrayList<>()).add(configuration);
        configuration.update(new Hashtable<>(values));
    }

    private Map<String, Object> cluster(String name, int port, String members) {
        return Map.of(
                "member",
                name,
                "bind",
                HOST,
                "port",
                port,
                "members",
                members.split(","),
                "keyFile",
                context.getProperty("middleman.demo.identity"),
                ".keyPassword",
                Distribution.PASSWORD,
                ".secret",
                "only members know it");
    }

    private Map<String, Object> server(String name) {
        return Map.of(
                "member",
                name,
                "bind",
                "127.0.4." + (1 + NAMES.indexOf(name)),
                "port",
                0,
                "identityFile",
                context.getProperty("middleman.demo.identity"),
                ".identityPassword",
                Distribution.PASSWORD,
                "allowUnseenEndpoints",
                true,
                "Cluster.target",
                "(member=" + name + ")");
    }

    private Peer peer(String ip, String... servers) throws Exception {
        List<KaAddress> addresses = new ArrayList<>();
        for (String name : servers) {
            addresses.add(KaAddress.parse(ka(name).address()));
        }
        Peer peer = Peer.builder()
                .realmId(REALM)
                .bind(IpText.parse(ip))
                .servers(addresses)
                .control(services().one(ControlClient.class))
                .build();
        peers.add(peer);
        return peer;
    }

    @After
    public void close() throws Exception {
        peers.forEach(Peer::close);
        for (String owner : List.copyOf(parts.keySet())) {
            remove(owner);
        }
        village.close();
        services().await("the end of the members", () -> clusters().isEmpty());
    }

    private void remove(String owner) throws Exception {
        for (Configuration configuration : parts.remove(owner)) {
            configuration.delete();
        }
    }

    private void shouldBeCalled(Peer caller, Peer target) throws Exception {
        Line line = caller.call(target.pid()).toCompletableFuture().get(30, TimeUnit.SECONDS);
        Line other = accepted.poll(30, TimeUnit.SECONDS);
        assertThat(other).as("the target's end of the line").isNotNull();
        line.close();
        other.close();
    }

    @Test(timeout = 180_000)
    public void shouldCallAPeerThroughAMemberWhereItIsNotRegisteredAndGoOnWhenOneOfItsMembersLeaves() throws Exception {
        Peer target = peer("127.0.2.9", "a", "b");
        Peer caller = peer("127.0.1.9", "c");
        LoggerFactory.getLogger(ClusterIT.class).error("planted " + HOST);
        services().await("a planted address", () -> said.removeIf(text -> text.contains(HOST)));
        target.register(Accept.OPEN, new OfferHandler() {
                    @Override
                    public void connected(Line line) {
                        accepted.add(line);
                    }

                    @Override
                    public void failed(CallException why) {
                        // The caller notices as well.
                    }
                })
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        services()
                .await(
                        "the peer at both of its servers",
                        () -> ka("a").totals().peers() == 1 && ka("b").totals().peers() == 1);
        services().await("what the third member knows", () -> elsewhere("c") == 1);
        assertThat(ka("c").totals().peers())
                .as("registered at the caller's member")
                .isZero();

        shouldBeCalled(caller, target);
        shouldStayThroughChanges();
        remove("a");
        services()
                .await(
                        "two members",
                        () -> clusters().size() == 2 && clusters().stream().allMatch(one -> one.members() == 2));
        services().await("what the third member knows now", () -> elsewhere("c") == 1);
        shouldBeCalled(caller, target);

        assertThat(ka("c").totals().introduced()).isEqualTo(2);
        assertThat(ka("c").totals().offers())
                .as("offers in inboxes of the caller's member")
                .isZero();
        for (String address : List.of(HOST, "127.0.1.", "127.0.2.")) {
            assertThat(said).as("log entries with somebody's address").noneMatch(text -> text.contains(address));
        }
    }

    /** One that does not fit is refused and changes nothing; after one that does, the member says again who is there. */
    private void shouldStayThroughChanges() throws Exception {
        Configuration c = parts.get("c").get(0);
        c.update(changed(c, "port", 0));
        Configuration b = parts.get("b").get(0);
        long before = totals("a").changes();
        b.update(changed(b, "maxPeers", 1_000));
        services()
                .await(
                        "that the changed member left and came back",
                        () -> totals("a").changes() >= before + 2);
        services().await("all members", () -> clusters().stream().allMatch(one -> one.members() == NAMES.size()));
    }

    private static Hashtable<String, Object> changed(Configuration configuration, String name, Object value) {
        Hashtable<String, Object> values = new Hashtable<>();
        var old = configuration.getProperties();
        old.keys().asIterator().forEachRemaining(key -> values.put(key, old.get(key)));
        values.put(name, value);
        return values;
    }

    private ClusterTotals totals(String name) {
        return services()
                .named(ClusterStatus.class, "(member=" + name + ")")
                .orElseThrow()
                .totals();
    }

    private long elsewhere(String name) {
        return totals(name).elsewhere();
    }
}
