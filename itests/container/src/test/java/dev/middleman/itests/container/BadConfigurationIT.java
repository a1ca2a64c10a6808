package dev.middleman.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.ka.KaStatus;
import dev.middleman.api.ka.Registrations;
import dev.middleman.api.policy.CapacityRequest;
import dev.middleman.api.policy.NodeLoad;
import dev.middleman.api.policy.SelectionPolicy;
import dev.middleman.api.policy.SessionLimits;
import dev.middleman.api.policy.TrafficGrant;
import dev.middleman.api.policy.TrafficPolicy;
import dev.middleman.api.relay.Relay;
import dev.middleman.api.relay.TurnTimes;
import dev.middleman.api.time.Ticks;
import java.io.IOException;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
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
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogReaderService;

/** A value that cannot be used is refused, with the value and the range, and what was there before goes on. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class BadConfigurationIT {

    private final BundleContext context = Bundles.context();
    private final Village village = context == null ? null : new Village(context);
    private final List<String> said = new CopyOnWriteArrayList<>();

    @org.ops4j.pax.exam.Configuration
    public Option[] configuration() {
        return new Option[] {Distribution.node()};
    }

    @Before
    public void listen() {
        village.services().one(LogReaderService.class).addLogListener(entry -> said.add(text(entry)));
    }

    @After
    public void close() throws Exception {
        village.close();
    }

    /** The message and the texts of all causes. */
    private static String text(LogEntry entry) {
        StringBuilder text = new StringBuilder(entry.getMessage());
        for (Throwable cause = entry.getException(); cause != null; cause = cause.getCause()) {
            text.append(" | ").append(cause.getMessage());
        }
        return text.toString();
    }

    private void awaitSaid(String expected) throws InterruptedException {
        village.services().await("the log says '" + expected + "'", () -> said.stream()
                .anyMatch(text -> text.contains(expected)));
    }

    @Test(timeout = 60_000)
    public void shouldKeepTickingWhenTheTickIsOutOfRange() throws Exception {
        Ticks ticks = village.services().one(Ticks.class);
        Configuration expiry = village.admin().getConfiguration("dev.middleman.expiry", "?");
        try {
            expiry.update(new Hashtable<>(Map.of("tickMs", 5)));
            // Declarative Services (Felix 2.2) reads values first and then their number: of two changes at once it may
            // take the
            // first one for the second, and never look again.
            village.services().await("the good value", () -> village.services()
                    .named(Ticks.class, "(tickMs=5)")
                    .isPresent());
            expiry.update(new Hashtable<>(Map.of("tickMs", 0)));
            awaitSaid("tickMs 0 is not in 1..100");
            assertThat(village.services().one(Ticks.class)).isSameAs(ticks);
            long now = ticks.nowNs();
            village.services().await("the next tick", () -> ticks.nowNs() > now);
        } finally {
            expiry.delete();
        }
    }

    @Test(timeout = 60_000)
    public void shouldRefuseAMiddleManWhoseIdleTimeIsOutOfRange() throws Exception {
        village.middleMan("m1", Map.of("idleSeconds", 601));
        awaitSaid("idleSeconds 601 is not in ");
        assertThat(village.relays()).isEmpty();
        // The control: the same settings without the mistake make a middle-man.
        village.middleMan("m2", Map.of("idleSeconds", 600));
        village.services().await("a middle-man", () -> village.relays().size() == 1);
    }

    @Test(timeout = 60_000)
    public void shouldRefuseASecondMiddleManOfTheSameName() throws Exception {
        village.middleMan("m1", Map.of());
        village.services().await("a middle-man", () -> village.relays().size() == 1);
        Relay before = village.relays().get(0);
        village.middleMan("m1", Map.of());
        awaitSaid("name \"m1\" is taken");
        assertThat(village.relays()).containsExactly(before);
    }

    @Test(timeout = 60_000)
    public void shouldKeepAMiddleManWhoseNewIdleTimeIsOutOfRange() throws Exception {
        Configuration configuration = village.middleMan("m1", Map.of("idleSeconds", 30));
        village.services().await("a middle-man", () -> village.relays().size() == 1);
        Relay before = village.relays().get(0);
        village.update(configuration, Village.engine("m1", Map.of("idleSeconds", 99_999)));
        awaitSaid("idleSeconds 99999 is not in ");
        assertThat(village.relays()).containsExactly(before);
        assertThat(before.totals().toCompletableFuture().get().capacity()).isPositive();
    }

    @Test(timeout = 60_000)
    public void shouldKeepTheFormerLimitsOfATrafficPolicy() throws Exception {
        Configuration traffic = village.admin().getConfiguration("dev.middleman.policy.traffic", "?");
        village.update(traffic, Map.of("kbitPerSecond", 1_000));
        village.services().await("the policy", () -> granted().isPresent());
        assertThat(granted()).contains(1_000);
        village.update(traffic, Map.of("kbitPerSecond", 7));
        awaitSaid("kbitPerSecond 7 is neither 0 nor in 8..4000000");
        assertThat(granted()).contains(1_000);
    }

    private Optional<Integer> granted() {
        CapacityRequest request = new CapacityRequest(
                "m1", "", new SessionLimits(20_000, 5_000, 64), new NodeLoad(0, 1, 0, 0, 0, 0, TurnTimes.none()));
        return village.services().all(TrafficPolicy.class).stream()
                .findFirst()
                .map(policy ->
                        ((TrafficGrant.Granted) policy.grant(request)).limits().kbitPerSecond());
    }

    @Test(timeout = 60_000)
    public void shouldKeepAKaServerAndItsMiddleMenWhenANewValueDoesNotFit() throws Exception {
        village.open(context);
        KaStatus ka = village.ka();
        String address = ka.address();
        List<Registrations> clients = village.services().all(Registrations.class);

        Configuration server = village.admin().listConfigurations("(service.pid=dev.middleman.ka.server)")[0];
        Configuration client = village.admin().listConfigurations("(service.factoryPid=dev.middleman.ka.client)")[0];
        change(server, "k", 0);
        awaitSaid("k 0 is not in 1..8");
        change(client, "lifetimeSeconds", 29);
        awaitSaid("lifetimeSeconds 29 is not in 30..3600");
        assertThat(village.services().all(KaStatus.class)).containsExactly(ka);
        assertThat(village.services().all(Registrations.class)).containsExactlyElementsOf(clients);
        assertThat(ka.address()).isEqualTo(address);
        assertThat(ka.totals().middleMen()).isEqualTo(clients.size());

        // The control: what fits takes effect, and all stay registered.
        int port = ka.port();
        change(server, Map.of("k", 2, "publicHost", "localhost"));
        village.services().await("the other address", () -> ka.address().startsWith("coaps://localhost:"));
        assertThat(ka.port()).isEqualTo(port);
        assertThat(ka.totals().middleMen()).isEqualTo(clients.size());
        change(client, "lifetimeSeconds", 300);
        village.services().await("the middle-men's return", () -> ka.totals().middleMen() == clients.size());
        // At a port that the system chooses anew, where its middle-men do not look for it.
        change(server, "handshakesPerSecond", 201);
        village.services().await("a new beginning", () -> ka.totals().middleMen() == 0);
        assertThat(village.services().all(KaStatus.class)).containsExactly(ka);
    }

    @Test(timeout = 60_000)
    public void shouldKeepAPolicyWhoseNewValueDoesNotFit() throws Exception {
        for (String name : List.of("draw", "sticky")) {
            String pid = "dev.middleman.policy." + name;
            SelectionPolicy policy = policy(pid);
            Configuration configuration = village.admin().getConfiguration(pid, "?");
            try {
                village.update(configuration, Map.of("collectMs", 7));
                village.services().await("the good value", () -> policy.collectNs() == 7_000_000);
                village.update(configuration, Map.of("collectMs", 2_001));
                awaitSaid("collectMs 2001 is not in 0..2000");
                assertThat(policy(pid)).isSameAs(policy);
                assertThat(policy.collectNs()).isEqualTo(7_000_000);
            } finally {
                said.clear();
            }
        }
    }

    private SelectionPolicy policy(String component) {
        return village.services()
                .named(
                        SelectionPolicy.class,
                        "(component.name=*" + component.substring(component.lastIndexOf('.')) + ".*)")
                .orElseThrow();
    }

    private static void change(Configuration configuration, String key, Object value) throws IOException {
        change(configuration, Map.of(key, value));
    }

    private static void change(Configuration configuration, Map<String, Object> changed) throws IOException {
        Dictionary<String, Object> values = configuration.getProperties();
        changed.forEach(values::put);
        configuration.update(values);
    }

    @Test(timeout = 60_000)
    public void shouldRefuseAKaServerWithoutItsIdentityFile() throws Exception {
        village.update(
                village.admin().getConfiguration("dev.middleman.ka.server", "?"),
                Map.of("bind", "127.0.4.1", "port", 0, "identityFile", "/nowhere/ka.p12"));
        awaitSaid("identityFile /nowhere/ka.p12 cannot be read");
    }
}
