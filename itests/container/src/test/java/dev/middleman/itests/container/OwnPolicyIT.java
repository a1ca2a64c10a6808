package dev.middleman.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.net.Families;
import dev.middleman.api.policy.AdmissionPolicy;
import dev.middleman.api.relay.HoldRequest;
import dev.middleman.api.relay.HoldResult;
import dev.middleman.api.relay.Refusal;
import dev.middleman.api.relay.Relay;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.Configuration;

/** The policy of docs/own-policy.md, built from that page as it says, comes and goes while a line carries traffic. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class OwnPolicyIT {
    private static final int PER_SECOND = 500;
    private static final int A_FEW = 100;
    private static final long BUILD_SECONDS = 60;
    private static final String SOMEBODY_ELSE = "A".repeat(43);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final BundleContext context = Bundles.context();
    private final Village village = context == null ? null : new Village(context);

    @org.ops4j.pax.exam.Configuration
    public Option[] configuration() {
        return new Option[] {Distribution.node()};
    }

    @After
    public void close() throws Exception {
        village.close();
    }

    @Test(timeout = 120_000)
    public void shouldDecideOverTheNextSessionWhileALineStays() throws Exception {
        Path jar = build();
        village.middleMan("m1", Map.of());
        village.services().await("the middle-man", () -> village.relays().size() == 1);
        Relay relay = village.relays().get(0);
        try (NumberedTraffic traffic = new NumberedTraffic("127.0.3.1", PER_SECOND).start(relay)) {
            assertThat(refusal(relay)).as("without any policy").isEmpty();
            Configuration former = village.admin().getConfiguration("dev.middleman.policy.admission", "?");
            village.update(former, Map.of("servers", new String[] {SOMEBODY_ELSE}));
            awaitRefusal(relay, "admission", Optional.of(Refusal.NOT_SERVED));

            Bundle own = install(jar);
            awaitRefusal(relay, "one-at-a-time", Optional.of(Refusal.FULL));
            traffic.awaitMore(A_FEW);
            own.uninstall();
            awaitRefusal(relay, "admission", Optional.of(Refusal.NOT_SERVED));
            traffic.awaitMore(A_FEW);

            former.update(new Hashtable<>(Map.of("sessionPercent", 100)));
            village.services().await("everybody is served", () -> refusal(relay).isEmpty());
            NumberedTraffic.Result result = traffic.stop();
            assertThat(result.received()).isGreaterThan(2 * A_FEW);
            assertThat(result.lost()).isZero();
        }
    }

    private Bundle install(Path jar) throws Exception {
        try (InputStream in = Files.newInputStream(jar)) {
            Bundle bundle = context.installBundle("one-at-a-time", in);
            bundle.start();
            return bundle;
        }
    }

    private void awaitRefusal(Relay relay, String policy, Optional<Refusal> expected) throws InterruptedException {
        village.services()
                .await(
                        policy + " says " + expected,
                        () -> village.services().all(AdmissionPolicy.class).stream()
                                        .findFirst()
                                        .filter(first -> first.name().equals(policy))
                                        .isPresent()
                                && refusal(relay).equals(expected));
    }

    /** Asks for a session; one that it gets is given back. */
    private static Optional<Refusal> refusal(Relay relay) {
        HoldResult result = relay.hold(new HoldRequest(1, Families.IP4, 0, 1))
                .toCompletableFuture()
                .orTimeout(5, TimeUnit.SECONDS)
                .join();
        if (result instanceof HoldResult.Held held) {
            relay.release(held.handle());
            return Optional.empty();
        }
        return Optional.of(((HoldResult.Refused) result).reason());
    }

    /** What the page tells its reader to do. */
    private Path build() throws Exception {
        Path page = Path.of(System.getProperty("docs"), "own-policy.md");
        Path here = folder.getRoot().toPath();
        Files.writeString(here.resolve("OneAtATime.java"), block(page, "java"));
        Files.writeString(here.resolve("MANIFEST.MF"), block(page, "manifest"));
        ProcessBuilder building = new ProcessBuilder("sh", "-ec", block(page, "sh"))
                .directory(here.toFile())
                .inheritIO();
        building.environment().put("MIDDLEMAN", System.getProperty("distribution"));
        building.environment().merge("PATH", System.getProperty("java.home") + "/bin", (path, own) -> own + ":" + path);
        Process process = building.start();
        assertThat(process.waitFor(BUILD_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        return here.resolve("one-at-a-time.jar");
    }

    /** The page's one block of that language: were there a second, a reader would not know which of them is meant. */
    private static String block(Path page, String language) throws IOException {
        Matcher blocks =
                Pattern.compile("(?ms)^```" + language + "\n(.*?)^```$").matcher(Files.readString(page));
        assertThat(blocks.find()).as(language + " in " + page).isTrue();
        String found = blocks.group(1);
        assertThat(blocks.find()).as("another " + language + " in " + page).isFalse();
        return found;
    }
}
