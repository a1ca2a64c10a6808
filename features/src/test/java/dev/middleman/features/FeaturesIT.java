package dev.middleman.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The repository against the finished bundles: nothing named that is not there, nothing missing that is needed. */
class FeaturesIT {
    /** What every container with Declarative Services, logging and a Gogo shell brings. */
    private static final List<String> OF_THE_CONTAINER = List.of(
            "java.",
            "javax.",
            "org.osgi.",
            "org.slf4j",
            "org.ietf.",
            "org.apache.felix.service.command",
            "org.w3c.",
            "org.xml.");

    private final Path bundles = Path.of(System.getProperty("bundles"));
    private final Repository repository = Repository.read(Path.of(System.getProperty("features")));

    FeaturesIT() throws IOException {}

    @Test
    void shouldNameOnlyJarsOfThisBuild() {
        assertThat(repository.names()).isNotEmpty();
        for (String feature : repository.names()) {
            assertThat(jars(feature)).isNotEmpty().allMatch(jar -> Files.exists(bundles.resolve(jar)));
        }
    }

    @Test
    void shouldNameEveryBundleOfOurs() throws IOException {
        Set<String> named = new LinkedHashSet<>();
        repository.names().forEach(feature -> named.addAll(jars(feature)));
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
            assertThat(missing(jars(feature))).as(feature).isEmpty();
        }
    }

    @Test
    void shouldNoticeABundleThatIsLeftOut() throws IOException {
        Set<String> jars = jars("middleman");
        assertThat(jars.removeIf(jar -> jar.startsWith("jackson-core"))).isTrue();
        assertThat(missing(jars)).contains("com.fasterxml.jackson.core");
    }

    private Set<String> jars(String feature) {
        return repository.bundles(true, feature).stream()
                .map(Coordinates::jarName)
                .collect(Collectors.toCollection(LinkedHashSet::new));
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
