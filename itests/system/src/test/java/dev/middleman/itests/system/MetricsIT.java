package dev.middleman.itests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.itests.system.net.Ports;
import dev.middleman.itests.system.net.Program;
import dev.middleman.itests.system.node.Conf;
import dev.middleman.itests.system.node.Distribution;
import dev.middleman.testkit.metrics.Family;
import dev.middleman.testkit.metrics.OpenMetrics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node that is watched by a monitoring system. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class MetricsIT {

    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final String ACCEPT =
            "application/openmetrics-text;version=1.0.0;q=0.8,text/plain;version=0.0.4;q=0.3,*/*;q=0.1";
    private static final Map<String, String> M1 = Map.of("middleman", "m1");

    @TempDir
    Path folder;

    private Program node;

    @AfterEach
    void killNode() {
        if (node != null) {
            node.close();
        }
    }

    @Test
    void shouldRefuseAnAddressThatOthersReachAndServeWhenItIsMended() throws Exception {
        // A node does not tell which one the system chose.
        int port = Ports.freeTcp(InetAddress.getLoopbackAddress());
        Conf conf = new Conf(folder.resolve("conf"))
                .with(
                        "dev.middleman.engine-m1",
                        Map.of("name", "m1", "ip4", "127.0.0.1", "ports", "ephemeral:16", "allowLoopback", true))
                .with("dev.middleman.metrics", Map.of("bind", "0.0.0.0", "port", port));
        node = Program.start(
                "node",
                folder,
                Distribution.shared().command("run", "--conf", conf.folder().toString(), "--ready-seconds", "10"));
        node.awaitLine("bind 0\\.0\\.0\\.0 is not on loopback.*allowRemote = true", LIMIT);
        node.awaitLine("^NOT READY metrics: 0 of 1; waiting$", LIMIT);

        conf.with("dev.middleman.metrics", Map.of("bind", "127.0.0.1", "port", port));
        node.awaitLine("^READY after", LIMIT);
        HttpResponse<String> answer = scrape(port);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type"))
                .contains("application/openmetrics-text; version=1.0.0; charset=utf-8");
        Map<String, Family> told = OpenMetrics.parse(answer.body());
        assertThat(value(told, "up", M1)).contains(1.0);
        assertThat(value(told, "sessions_few", M1)).contains(1.0);
        assertThat(told).doesNotContainKey("middleman_sessions");
        assertThat(told.get("middleman_transport").samples()).singleElement().satisfies(sample -> assertThat(
                        sample.labels())
                .containsEntry("middleman", "m1")
                .containsKey("transport"));
        assertThat(value(told, "level", Map.of())).isPresent();
        assertThat(scrape(port).body()).isEqualTo(answer.body());
        assertThat(answer.body()).doesNotContain("127.0.0.1");

        node.terminate();
        assertThat(node.awaitExit(LIMIT)).isZero();
    }

    @Test
    void shouldLoadNoEndpointThatIsNotConfigured() throws Exception {
        Conf conf = new Conf(folder.resolve("conf"));
        node = Program.start(
                "node",
                folder,
                Distribution.shared()
                        .command("run", "--no-shell", "--conf", conf.folder().toString()));
        String socket = node.awaitLine("^control (.+)$", LIMIT).group(1);
        node.awaitLine("^READY nothing is configured", LIMIT);
        Program bundles = Distribution.shared().run(folder, "shell", "--control", socket, "lb", "dev.middleman");
        assertThat(bundles.output())
                .anyMatch(line -> line.contains("console"))
                .noneMatch(line -> line.contains("metrics"));
        List<Path> jars;
        try (var found = Files.list(Distribution.shared().folder().resolve("bundle-metrics"))) {
            jars = found.toList();
        }
        assertThat(jars).singleElement().asString().contains("dev.middleman.metrics-");
    }

    private static Optional<Double> value(Map<String, Family> told, String name, Map<String, String> labels) {
        return Optional.ofNullable(told.get("middleman_" + name)).flatMap(family -> family.value(labels));
    }

    private static HttpResponse<String> scrape(int port) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                .header("Accept", ACCEPT)
                .timeout(LIMIT)
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }
}
