package dev.middleman.itests.system.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.itests.system.node.Distribution;
import dev.middleman.itests.system.node.Shell;
import dev.middleman.itests.system.pages.Pages;
import dev.middleman.itests.system.pages.Snippet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Distributions that others make of our OSGi features, as features/README.md says. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class FeatureFilesIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String EXAMPLES_IP = "192.0.2.10";
    private static final String EXAMPLES_PORTS = "20000-21023";
    private static final Pattern EXAMPLES_KA = Pattern.compile("coaps://[^\"]+");
    private static final String EXAMPLES_NAME = "\"name\": \"m1\"";

    @TempDir
    Path folder;

    private Surroundings surroundings;

    @BeforeEach
    void startAKaServer() {
        surroundings = new Surroundings(folder);
    }

    @AfterEach
    void stopEverything() {
        surroundings.close();
    }

    @Test
    void shouldServeALineFromTheDistributionInTheReadme() throws IOException {
        Files.writeString(folder.resolve("my-node.json"), readmesFeature());
        Files.createSymbolicLink(folder.resolve(Kar.file().getFileName()), Kar.file());
        String path = Path.of(System.getProperty("java.home"), "bin") + ":" + System.getenv("PATH");

        Shell shell = new Shell(surroundings
                .host()
                .start(
                        "my-node",
                        List.of(
                                "env",
                                "PATH=" + path,
                                "sh",
                                "-e",
                                "-c",
                                readmes("mkdir my-node && (cd my-node && jar xf ../middleman-0.1.0-SNAPSHOT.kar)"))));

        shell.program().awaitLine("^(?:g! )?STARTED \\d+ bundles, 2 configurations$", LIMIT);
        serve(shell);
        shell.ask("felix:lb -s dev.middleman.metrics", "Active.*dev\\.middleman\\.metrics", LIMIT);
    }

    @Test
    void shouldServeALineWhenSlingsLauncherStartsTheSameFeature() throws IOException {
        Kar kar = Kar.unpack(folder);
        Path own = Files.writeString(folder.resolve("my-node.json"), readmesFeature());
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.apache.sling.feature.launcher.impl.Main"));
        command.addAll(List.of("-u", kar.repository().toUri().toString(), "-fv", frameworkIn(kar.repository())));
        command.addAll(List.of(
                "-c",
                folder.resolve("cache").toString(),
                "-p",
                folder.resolve("home").toString()));
        for (Path feature : List.of(kar.feature("middleman-console"), kar.feature("middleman"), own)) {
            command.addAll(List.of("-f", feature.toString()));
        }
        Path logback = Distribution.shared().folder().resolve("conf").resolve("logback.xml");
        command.addAll(List.of("-D", "org.ops4j.pax.logging.StaticLogbackFile=" + logback));

        serve(new Shell(surroundings.host().start("sling", command)));
    }

    private void serve(Shell shell) {
        shell.awaitUp(LIMIT).askUntil("middleman:registrations --json", "\\[]|\\[\\{|not found", "\\[", LIMIT);
        shell.awaitRegistered(LIMIT);
        surroundings.exchange();
        assertThat(shell.total("forwarded")).isPositive();
    }

    private static String frameworkIn(Path repository) throws IOException {
        try (var versions = Files.list(repository.resolve("org/apache/felix/org.apache.felix.framework"))) {
            return versions.findFirst().orElseThrow().getFileName().toString();
        }
    }

    /** The README's feature, in this network instead of the example's. */
    private String readmesFeature() throws IOException {
        String feature = readmes("{");
        assertThat(feature).containsPattern(EXAMPLES_KA);
        var engine = surroundings.engine();
        String allowed = ", \"allowPrivate\": true, \"allowLoopback\": " + engine.get("allowLoopback");
        return Snippet.replaced(
                EXAMPLES_KA
                        .matcher(feature)
                        .replaceAll(
                                Matcher.quoteReplacement(surroundings.client().get("servers"))),
                EXAMPLES_IP,
                engine.get("ip4"),
                EXAMPLES_PORTS,
                engine.get("ports"),
                EXAMPLES_NAME,
                EXAMPLES_NAME + allowed);
    }

    /** An example of the README, in this build's version. */
    private static String readmes(String key) {
        String version = Kar.file().getFileName().toString().replaceAll("^middleman-|\\.kar$", "");
        return Pages.snippet("features/README.md", key).text("0.1.0-SNAPSHOT", version);
    }
}
