package dev.middleman.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.control.Ask;
import dev.middleman.api.control.Association;
import dev.middleman.api.control.ConnectSpec;
import dev.middleman.api.control.ControlClient;
import dev.middleman.api.control.Method;
import dev.middleman.api.policy.Candidate;
import dev.middleman.api.policy.SelectionPolicy;
import dev.middleman.peer.CallOptions;
import dev.middleman.peer.Identity;
import dev.middleman.peer.Line;
import dev.middleman.peer.Offer;
import dev.middleman.peer.OfferHandler;
import dev.middleman.peer.Peer;
import dev.middleman.wire.IpText;
import dev.middleman.wire.control.Accept;
import dev.middleman.wire.id.KaAddress;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.Pid;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.slf4j.LoggerFactory;

/**
 * Every logger of every bundle at its loudest, while peers register, call, are refused and go, and while what others
 * plugged in throws their addresses about: no line, and nothing on standard output, says who or where anybody is.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class LoudLogIT {
    private static final String ALICE_IP = "127.0.1.77";
    private static final String BOB_IP = "127.0.2.88";
    private static final String PLANTED = "planted";
    private static final Pid NOBODY = new Pid(0x1122334455667788L, 0x99aabbccddeeff00L);

    private final BundleContext context = Bundles.context();
    private final Identity aliceKey = Identity.create();
    private final Identity bobKey = Identity.create();
    private final Octets realm = Octets.of(new byte[32]);
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final PrintStream realOut = System.out;
    private final PrintStream realErr = System.err;
    private final Tales tales = new Tales()
            .address("alice's address", ALICE_IP)
            .address("bob's address", BOB_IP)
            .id("alice's id", aliceKey.pid(realm))
            .id("bob's id", bobKey.pid(realm))
            .id("the id of somebody who is not there", NOBODY)
            .key("alice's key", aliceKey.publicKey())
            .key("bob's key", bobKey.publicKey());
    private Village village;

    private static Path file(String name) {
        return Path.of(System.getProperty("scratch"), name);
    }

    @org.ops4j.pax.exam.Configuration
    public Option[] configuration() throws IOException {
        Path settings = file("loud-logback.xml");
        Files.writeString(settings, """
                <configuration>
                  <appender name="FILE" class="ch.qos.logback.core.FileAppender">
                    <file>%s</file>
                    <append>false</append>
                    <encoder><pattern>%%level %%logger %%msg %%mdc%%n%%ex{full}</pattern></encoder>
                  </appender>
                  <root level="ALL"><appender-ref ref="FILE"/></root>
                </configuration>
                """.formatted(file("loud.log")));
        return new Option[] {Distribution.node(settings)};
    }

    @Before
    public void open() throws Exception {
        PrintStream both = new PrintStream(output, true, StandardCharsets.UTF_8);
        System.setOut(both);
        System.setErr(both);
        village = new Village(context).open(context, Map.of("refusalWaitMs", 300));
    }

    @After
    public void close() throws Exception {
        try {
            village.close();
        } finally {
            System.setOut(realOut);
            System.setErr(realErr);
            Files.deleteIfExists(file("loud.log"));
        }
    }

    private static String logged() {
        try {
            return Files.readString(file("loud.log"), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every bundle's loggers at their least, with everything that is looked for. */
    private int plant() {
        int planted = 0;
        for (Bundle bundle : Bundles.own(context)) {
            for (String form : tales.forms()) {
                LoggerFactory.getLogger(bundle.getSymbolicName() + ".Planted").trace(PLANTED + " " + form);
                planted++;
            }
        }
        return planted;
    }

    @Test(timeout = 120_000)
    public void shouldSayOfNobodyWhoOrWhereTheyAre() throws Exception {
        int planted = plant();
        village.services()
                .await(
                        "the planted lines",
                        () -> logged().lines().filter(l -> l.contains(PLANTED)).count() == planted);
        assertThat(tales.in(logged())).as("what is found of what was planted").hasSameSizeAs(tales.forms());

        live();

        String rest = String.join(
                "\n", logged().lines().filter(line -> !line.contains(PLANTED)).toList());
        assertThat(rest)
                .as("other lines, so that there is something to look at")
                .contains("TRACE", "DEBUG");
        assertThat(tales.in(rest)).as("in the log").isEmpty();
        assertThat(tales.in(output.toString(StandardCharsets.UTF_8)))
                .as("on standard output")
                .isEmpty();
        assertThat(tales.in(numbers())).as("in totals").isEmpty();
    }

    /** All that a node tells of itself in numbers. */
    private String numbers() throws Exception {
        StringBuilder all = new StringBuilder(village.ka().totals().toString());
        for (var relay : village.relays()) {
            all.append(relay.totals().toCompletableFuture().get(20, TimeUnit.SECONDS));
        }
        return all.append(village.services().all(dev.middleman.api.ka.Registrations.class).stream()
                        .map(client -> client.servers().toString())
                        .toList())
                .toString();
    }

    private void live() throws Exception {
        Peer bob = village.peer(Peer.builder().realmId(realm).identity(bobKey).bind(IpText.parse(BOB_IP)));
        Peer alice =
                village.peer(Peer.builder().realmId(realm).identity(aliceKey).bind(IpText.parse(ALICE_IP)));
        bob.register(Accept.ASK, new Blabbing()).toCompletableFuture().get(20, TimeUnit.SECONDS);
        alice.register(Accept.MEMBERS, line -> {}).toCompletableFuture().get(20, TimeUnit.SECONDS);
        Line line = alice.call(bob.pid(), CallOptions.DEFAULT.identified())
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        line.send(new byte[100]);
        assertThat(isRefused(alice, NOBODY)).isTrue();
        assertThat(isRefused(bob, alice.pid())).as("no member").isTrue();
        badRequests();
        ServiceRegistration<SelectionPolicy> throwing = context.registerService(
                SelectionPolicy.class,
                new Throwing(),
                new Hashtable<>(Map.of(Constants.SERVICE_RANKING, Integer.MAX_VALUE)));
        alice.call(bob.pid()).toCompletableFuture().get(20, TimeUnit.SECONDS).close();
        throwing.unregister();
        List<Bundle> servers = Bundles.matching(context, "ka.server"::equals);
        Bundles.stop(servers);
        Bundles.start(servers);
        line.close();
        alice.close();
        bob.close();
    }

    private static boolean isRefused(Peer caller, Pid called) throws Exception {
        try {
            caller.call(called).toCompletableFuture().get(20, TimeUnit.SECONDS);
            return false;
        } catch (ExecutionException e) {
            return true;
        }
    }

    /** From alice's address, with her id and key in it, and nothing that could be understood. */
    private void badRequests() throws Exception {
        KaAddress ka = KaAddress.parse(village.ka().address());
        ConnectSpec spec = new ConnectSpec(
                "bad",
                ka.host(),
                ka.port(),
                KaAddress.ROOT,
                List.of(ka.kaId().toArray()),
                Optional.of(IpText.parse(ALICE_IP)));
        Association association = village.services()
                .one(ControlClient.class)
                .connect(spec, (request, reply) -> {})
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        String who = aliceKey.pid(realm).text() + "\",\"pub\":\""
                + aliceKey.publicKey().toBase64Url();
        for (String path : List.of("/p", "/x", "/m", "/p/" + who, "/nowhere/" + who)) {
            byte[] body = ("{\"to\":\"" + who + "\",\"realm\":\"" + ALICE_IP + "\"}").getBytes(StandardCharsets.UTF_8);
            association
                    .ask(Ask.of(Method.POST, path, body))
                    .toCompletableFuture()
                    .get(20, TimeUnit.SECONDS);
        }
        association.close();
    }

    /** A program that throws about what it knows. */
    private final class Blabbing implements OfferHandler {
        @Override
        public CompletionStage<Boolean> offered(Offer offer) {
            return OfferHandler.super.offered(offer);
        }

        @Override
        public void connected(Line line) {
            throw new IllegalStateException(
                    ALICE_IP + " " + BOB_IP + " " + bobKey.pid(realm).text());
        }
    }

    /** A policy that says in its exceptions what no log may say. */
    private static final class Throwing implements SelectionPolicy {
        @Override
        public String name() {
            return "throwing";
        }

        @Override
        public long collectNs() {
            throw new IllegalStateException(ALICE_IP);
        }

        @Override
        public int pick(List<Candidate> offers, RandomGenerator random) {
            throw new IllegalStateException(BOB_IP);
        }
    }
}
