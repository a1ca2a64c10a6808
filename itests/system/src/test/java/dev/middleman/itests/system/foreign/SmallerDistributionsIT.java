package dev.middleman.itests.system.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.itests.system.net.Tools;
import dev.middleman.itests.system.node.Distribution;
import dev.middleman.itests.system.node.Launch;
import dev.middleman.itests.system.node.Node;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The distributions that leave something out: together they do what the whole one does. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class SmallerDistributionsIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void shouldServeALineFromAKaServerAndAMiddlemanOfDistributionsOfTheirOwn() throws IOException {
        Distribution ka = unpack("ka-server");
        Distribution node = unpack("node");
        assertThat(jars(ka)).anyMatch(jar -> jar.contains("ka.http")).noneMatch(jar -> jar.contains("engine"));
        assertThat(jars(node))
                .anyMatch(jar -> jar.contains("engine"))
                .noneMatch(jar -> jar.matches(".*(ka\\.server|policy\\.first|jetty).*"));

        try (Surroundings surroundings = new Surroundings(folder, Launch.usual().of(ka))) {
            Node middleman = surroundings.startMiddleman(Launch.usual().of(node));
            middleman.awaitReady().awaitRegistered(LIMIT);
            surroundings.exchange();
            assertThat(middleman.total("forwarded")).isPositive();
        }
    }

    @Test
    void shouldSayThatTheDemonstrationIsElsewhere() throws IOException {
        var demo = unpack("node").run(folder, "demo");

        assertThat(demo.awaitExit(LIMIT)).isEqualTo(1);
        assertThat(demo.errors()).anyMatch(line -> line.contains("the whole one has"));
    }

    private Distribution unpack(String name) throws IOException {
        Distribution distribution =
                Distribution.unpack("middleman." + name, Files.createDirectories(folder.resolve("unpacked-" + name)));
        Tools.run("sh", "-c", "cd '" + distribution.folder() + "' && sha256sum -c --quiet --strict SHA256SUMS");
        return distribution;
    }

    private static List<String> jars(Distribution distribution) throws IOException {
        try (Stream<Path> files = Files.walk(distribution.folder())) {
            return files.map(file -> distribution.folder().relativize(file).toString())
                    .filter(file -> file.startsWith("bundle") && file.endsWith(".jar"))
                    .toList();
        }
    }
}
