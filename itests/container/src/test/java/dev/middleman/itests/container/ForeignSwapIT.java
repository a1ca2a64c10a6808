package dev.middleman.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.policy.SelectionPolicy;
import dev.middleman.api.relay.Relay;
import dev.middleman.api.relay.Swap;
import dev.middleman.api.relay.TransportChoice;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarInputStream;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
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
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.cm.Configuration;

/**
 * A line at {@value #PER_SECOND} datagrams/s while its middle-man is moved from transport to transport, while the bundle of the
 * transport is replaced by a newer one, and while policies and settings change.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ForeignSwapIT {
    private static final int PER_SECOND = 20_000;
    private static final int SWAPS = 20;
    /** Between two swaps. */
    private static final int BETWEEN = PER_SECOND / 10;

    private static final String NAME = "m4";
    private static final String IP = "127.0.3.4";
    /** Limits of a session that this traffic stays below. */
    private static final Map<String, Object> SETTINGS =
            Map.of("ports", "ephemeral:256", "datagramsPerSecond", 10 * PER_SECOND, "kbitPerSecond", 1_000_000);

    private static final long WAIT_SECONDS = 20;

    private final BundleContext context = Bundles.context();
    private Village village;
    private Configuration node;
    private Relay relay;
    private TransportChoice choice;
    private NumberedTraffic traffic;

    @org.ops4j.pax.exam.Configuration
    public Option[] configuration() {
        return new Option[] {Distribution.node()};
    }

    @Before
    public void open() throws Exception {
        village = new Village(context).open(context);
        node = village.middleMan(NAME, SETTINGS);
        String filter = "(" + Relay.NAME + "=" + NAME + ")";
        village.services()
                .await(NAME, () -> village.services().named(Relay.class, filter).isPresent());
        relay = village.services().named(Relay.class, filter).orElseThrow();
        choice = village.services().named(TransportChoice.class, filter).orElseThrow();
        traffic = new NumberedTraffic(IP, PER_SECOND).start(relay);
    }

    @After
    public void close() throws Exception {
        if (traffic != null) {
            traffic.close();
        }
        village.close();
    }

    @Test(timeout = 120_000)
    public void shouldLoseNothingWhenTheConsoleSwapsEpollAndForeign() throws Exception {
        say("middleman:swap netty-epoll " + NAME);
        say("middleman:swap ffm " + NAME);
        List<String> threads = laneThreads();
        for (int i = 0; i < SWAPS; i++) {
            String next = i % 2 == 0 ? "netty-epoll" : "ffm";
            String former = i % 2 == 0 ? "ffm" : "netty-epoll";
            assertThat(say("middleman:swap " + next + " " + NAME))
                    .isEqualTo(NAME + ": " + former + " -> " + next + ", 1 session moved, 0 datagrams lost");
            traffic.awaitMore(BETWEEN);
        }
        assertThat(say("middleman:swap")).contains(NAME + "          ffm");
        assertLoss(0);
        assertThat(Eventually.holds(() -> noneLeftBehind(threads)))
                .as("threads of lanes: %s; before: %s", laneThreads(), threads)
                .isTrue();
    }

    @Test(timeout = 120_000)
    public void shouldLoseNextToNothingWhereNioTakesPart() throws Exception {
        for (int i = 0; i < SWAPS; i++) {
            say("middleman:swap "
                    + List.of("netty-nio", "ffm", "netty-nio", "netty-epoll").get(i % 4) + " " + NAME);
            assertThat(choice.last().orElseThrow().way()).isEqualTo(Swap.Way.STEERED);
            traffic.awaitMore(BETWEEN);
        }
        assertLoss(0.001);
    }

    /** In place, so that another transport carries the lines meanwhile. */
    @Test(timeout = 120_000)
    public void shouldGoOnWhileTheBundleOfTheTransportIsReplacedByANewerOne() throws Exception {
        say("middleman:swap ffm " + NAME);
        Bundle bundle = Bundles.matching(context, "transport.ffm"::equals).get(0);
        String version = bundle.getVersion().toString();
        WeakReference<ClassLoader> former =
                new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader());
        // Held on to, as lists of others may do it; the former version has to go all the same.
        List<Thread> lanes = lanes().toList();
        bundle.update(newer(bundle));
        village.services().await("the newer ffm", () -> choice.inUse().equals(Optional.of("ffm")));
        assertThat(bundle.getVersion().toString()).isNotEqualTo(version);
        traffic.awaitMore(BETWEEN);
        assertLoss(0);
        traffic.close();
        refresh();
        assertThat(Eventually.holds(() -> former.get() == null))
                .as("the class loader of the former version is gone")
                .isTrue();
        assertThat(lanes).isNotEmpty().noneMatch(Thread::isAlive);
    }

    @Test(timeout = 120_000)
    public void shouldGoOnWhilePoliciesAndSettingsChange() throws Exception {
        Bundle first = Bundles.matching(context, "policy.first"::equals).get(0);
        for (int i = 0; i < 3; i++) {
            first.stop();
            assertThat(village.services().one(SelectionPolicy.class).name()).isEqualTo("draw");
            Map<String, Object> changed = new HashMap<>(SETTINGS);
            changed.put("idleSeconds", 30 + i);
            village.update(node, Village.engine(NAME, changed));
            traffic.awaitMore(BETWEEN);
            first.start();
            assertThat(village.services().one(SelectionPolicy.class).name()).isEqualTo("first");
            traffic.awaitMore(BETWEEN);
        }
        assertLoss(0);
    }

    private void assertLoss(double share) throws Exception {
        NumberedTraffic.Result result = traffic.stop();
        assertThat((double) result.lost()).as("lost of %s", result.sent()).isLessThanOrEqualTo(share * result.sent());
        assertThat(result.sent()).isGreaterThan(BETWEEN);
        var totals = relay.totals().toCompletableFuture().get(5, TimeUnit.SECONDS);
        assertThat(totals.balanced()).isTrue();
        assertThat(totals.live()).isEqualTo(1);
    }

    /** What the shell answers. */
    private String say(String command) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
        CommandProcessor shell = village.services().one(CommandProcessor.class);
        try (CommandSession session = shell.createSession(InputStream.nullInputStream(), printed, printed)) {
            return String.valueOf(session.execute(command));
        }
    }

    /** The same bundle with a higher version. */
    private static InputStream newer(Bundle bundle) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarInputStream in =
                new JarInputStream(URI.create(bundle.getLocation()).toURL().openStream())) {
            Manifest manifest = in.getManifest();
            manifest.getMainAttributes().putValue(Constants.BUNDLE_VERSION, "99.0.0");
            try (JarOutputStream out = new JarOutputStream(bytes, manifest)) {
                for (JarEntry entry = in.getNextJarEntry(); entry != null; entry = in.getNextJarEntry()) {
                    out.putNextEntry(new JarEntry(entry.getName()));
                    in.transferTo(out);
                }
            }
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    private void refresh() throws InterruptedException {
        FrameworkWiring wiring = context.getBundle(0).adapt(FrameworkWiring.class);
        CountDownLatch refreshed = new CountDownLatch(1);
        wiring.refreshBundles(new ArrayList<>(wiring.getRemovalPendingBundles()), event -> refreshed.countDown());
        assertThat(refreshed.await(WAIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    /** One thread for each lane, and only such as were there before; of those some may have been about to end. */
    private static boolean noneLeftBehind(List<String> before) {
        List<String> now = laneThreads();
        return Set.copyOf(now).size() == now.size()
                && before.containsAll(now)
                && now.stream().noneMatch(name -> name.contains("rehearsal"));
    }

    private static List<String> laneThreads() {
        return lanes().map(Thread::getName).sorted().toList();
    }

    private static Stream<Thread> lanes() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains("/shard-"));
    }
}
