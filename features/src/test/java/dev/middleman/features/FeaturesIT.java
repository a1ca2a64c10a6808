package dev.middleman.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The repository against the finished bundles: nothing named that is not there, nothing missing that is needed. */
class FeaturesIT {
    /** What every container with Declarative Services, logging and a Gogo shell brings, and one with HTTP the servlets. */
    private static final List<String> OF_THE_CONTAINER =
            List.of("java.", "javax.", "jakarta.servlet", "org.osgi.", "org.slf4j", "org.apache.felix.service.command");

    private final Path bundles = Path.of(System.getProperty("bundles"));
    private final Repository repository = Repository.read(Path.of(System.getProperty("features")));

    FeaturesIT() throws IOException {}

    @Test
    void shouldNameOnlyJarsOfThisBuild() {
        assertThat(repository.names()).isNotEmpty();
        for (String feature : repository.names()) {
            assertThat(repository.closure(feature)).isNotEmpty().allMatch(jar -> Files.exists(bundles.resolve(jar)));
        }
    }

    @Test
    void shouldNameEveryBundleOfOurs() throws IOException {
        Set<String> named = new LinkedHashSet<>();
        repository.names().forEach(feature -> named.addAll(repository.closure(feature)));
        try (Stream<Path> jars = Files.list(bundles)) {
            List<String> ours = jars.map(jar -> jar.getFileName().toString())
                    .filter(jar -> jar.startsWith("dev.middleman."))
                    .toList();
            assertThat(ours).hasSizeGreaterThan(10);
            assertThat(named).containsAll(ours);
        }
    }

    @Test
    void shouldBringEveryPackageThatItsBundlesNeed() throws IOException {
        for (String feature : repository.names()) {
            assertThat(missing(repository.closure(feature))).as(feature).isEmpty();
        }
    }

    @Test
    void shouldNoticeABundleThatIsLeftOut() throws IOException {
        Set<String> jars = repository.closure("middleman");
        assertThat(jars.removeIf(jar -> jar.startsWith("netty-buffer"))).isTrue();
        assertThat(missing(jars)).contains("io.netty.buffer");
    }

    private Set<String> missing(Set<String> jars) throws IOException {
        Set<String> exported = new LinkedHashSet<>();
        Set<String> needed = new LinkedHashSet<>();
        for (String jar : jars) {
            Packages packages = Packages.of(bundles.resolve(jar));
            exported.addAll(packages.exported());
            needed.addAll(packages.needed());
        }
        needed.removeAll(exported);
        needed.removeIf(name -> OF_THE_CONTAINER.stream().anyMatch(name::startsWith));
        return needed;
    }
}
