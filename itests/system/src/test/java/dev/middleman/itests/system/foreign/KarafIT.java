package dev.middleman.itests.system.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.middleman.itests.system.pages.Pages;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A stock Apache Karaf, the Karaf archive, and what an operator types. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class KarafIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final int JAVA_THAT_KARAF_CANNOT = 22;

    /** What Karaf, its event bus, the virtual machine and libraries keep for a while, whoever used it. */
    private static final String OF_OTHERS =
            "features-.*|pipe-.*|EventAdminThread #.*|Attach Listener|C[12] CompilerThread.*"
                    + "|.*-CompilerThread.*|PromiseFactory.*|Keep-Alive.*";

    private static final String MORE_FEATURES =
            "middleman-native middleman-ka-server middleman-ka-http middleman-ka-cluster middleman-metrics";

    @TempDir
    Path folder;

    private Surroundings surroundings;

    @BeforeEach
    void startAKaServer() {
        assumeTrue(
                Runtime.version().feature() < JAVA_THAT_KARAF_CANNOT,
                "skipped: Karaf 4.4 does not come up on this Java; run the build on Java 17 or 21");
        surroundings = new Surroundings(folder);
    }

    @AfterEach
    void stopEverything() {
        if (surroundings != null) {
            surroundings.close();
        }
    }

    @Test
    void shouldServeALineAndLeaveNothingWhenUninstalled() throws Exception {
        Karaf karaf = Karaf.start(
                Path.of(System.getProperty("middleman.foreign"), "apache-karaf.tar.gz"), folder, surroundings.host());
        ProcessView process = new ProcessView(karaf.program().pid());
        List<String> bundlesBefore = karaf.bundles();
        List<String> filesBefore = karaf.files();
        List<String> configurationsBefore = karaf.configured(".*");
        Set<String> threadsBefore = process.threads();
        Set<String> socketsBefore = process.sockets();

        Path kar = Path.of(System.getProperty("middleman.kar"));
        installAsThePageSays(karaf, kar.toRealPath());
        karaf.run("feature:install " + MORE_FEATURES);
        karaf.configure("dev.middleman.ka.client", "m1", surroundings.client());

        karaf.configure("dev.middleman.policy.admission", Map.of("sessionPercent", "100"));

        karaf.shell().awaitRegistered(LIMIT);
        OwnPolicy policy = OwnPolicy.build(folder);
        surroundings.exchange(() -> policy.comeAndGo(karaf.deploy(), karaf.shell(), surroundings));
        assertThat(karaf.shell().total("forwarded")).isPositive();
        karaf.shell().ask("middleman:swap", "netty-epoll");
        assertThat(karaf.bundles())
                .contains("dev.middleman.engine", "dev.middleman.ka.http", "dev.middleman.metrics")
                .doesNotContain("dev.middleman.harden");
        Set<String> threads = process.threads();
        threads.removeAll(threadsBefore);
        assertThat(threads).as("threads that came").contains("middleman-expiry");
        assertThat(process.sockets().size()).as("sockets").isGreaterThan(socketsBefore.size() + 15);

        assertThat(karaf.configured("dev\\.middleman\\..*|org\\.apache\\.felix\\.http.*"))
                .hasSize(4)
                .allSatisfy(pid -> karaf.run("config:delete '" + pid + "'"));
        karaf.run("kar:uninstall " + kar.getFileName().toString().replace(".kar", ""));

        assertThat(added(bundlesBefore, karaf.bundles())).as("bundles").isEmpty();
        assertThat(added(configurationsBefore, karaf.configured(".*")))
                .as("configurations")
                .isEmpty();
        await(() -> added(filesBefore, karaf.files()).isEmpty());
        assertThat(added(filesBefore, karaf.files())).as("configuration files").isEmpty();
        assertThat(karaf.run("feature:list --no-format")).noneMatch(line -> line.contains("middleman"));
        await(() -> left(threads, process).isEmpty());
        assertThat(left(threads, process)).as("threads").isEmpty();
        assertThat(added(socketsBefore, process.sockets())).as("sockets").isEmpty();
    }

    /** With an engine of this network instead of the example's. */
    private void installAsThePageSays(Karaf karaf, Path kar) {
        Map<String, String> engine = new LinkedHashMap<>(surroundings.engine());
        for (String command : Pages.snippet(
                        "features/README.md", "kar:install file:/path/to/middleman-0.1.0-SNAPSHOT.kar")
                .commands()) {
            String setting = command.replaceFirst("config:property-set (\\S+) .*", "$1");
            if (command.equals("config:update")) {
                engine.forEach((name, value) -> karaf.run("config:property-set " + name + " " + value));
                karaf.run(command);
            } else if (engine.containsKey(setting)) {
                karaf.run("config:property-set " + setting + " " + engine.remove(setting));
            } else {
                karaf.run(command.replaceFirst("file:/path/to/\\S+", "file:" + kar));
            }
        }
    }

    private static Set<String> added(Iterable<String> before, Iterable<String> after) {
        Set<String> added = new TreeSet<>();
        after.forEach(added::add);
        before.forEach(added::remove);
        return added;
    }

    /** Of the threads that came with our bundles, those that are still there. */
    private static Set<String> left(Set<String> came, ProcessView process) {
        Set<String> left = process.threads();
        left.retainAll(came);
        left.removeIf(name -> name.matches(OF_OTHERS));
        return left;
    }

    private static void await(BooleanSupplier condition) {
        long endNs = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < endNs) {
            LockSupport.parkNanos(PAUSE_NS);
        }
    }
}
