package dev.middleman.features;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.felix.feature.impl.FeatureServiceImpl;
import org.junit.jupiter.api.Test;
import org.osgi.service.feature.Feature;

/** The OSGi features, read by Felix's Feature Service, against the repository that they are made from. */
class FeatureFilesIT {

    private final Path features = Path.of(System.getProperty("features"));
    private final Path container = Path.of(System.getProperty("container"));
    private final Path folder = Path.of(System.getProperty("json"));
    private final Repository ours = Repository.read(features);
    private final Repository all = Repository.read(container, features);

    FeatureFilesIT() throws IOException {}

    @Test
    void shouldNameTheBundlesOfTheRepositoryAndOfTheContainerInTheirOrder() throws IOException {
        assertThat(ours.names()).contains("middleman", "middleman-ka-server");
        for (String feature : ours.names()) {
            assertThat(ids(feature))
                    .as(feature)
                    .containsExactlyElementsOf(all.bundles(false, FeatureFiles.CONTAINER, feature).stream()
                            .map(Coordinates::id)
                            .toList())
                    .anyMatch(id -> id.startsWith("org.apache.felix:org.apache.felix.scr:"));
        }
    }

    @Test
    void shouldHaveAFileOfItsOwnForNewerJavasWhereTheyGetMore() throws IOException {
        Set<String> expected = new TreeSet<>(ours.names());
        for (String feature : ours.names()) {
            if (all.bundles(true, feature).size() > all.bundles(false, feature).size()) {
                expected.add(feature + FeatureFiles.NEWER_JAVA);
                assertThat(ids(feature + FeatureFiles.NEWER_JAVA)).containsAll(ids(feature));
            }
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".json", "")))
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    @Test
    void shouldCarryConfigurations() throws IOException {
        assertThat(read(folder.resolve("middleman-ka-http.json")).getConfigurations())
                .extractingByKey("org.apache.felix.http|org.apache.felix.http.jetty12")
                .satisfies(configuration -> assertThat(configuration.getValues())
                        .isEqualTo(Map.of(
                                "org.apache.felix.http.enable", "false", "org.apache.felix.https.enable", "false")));
    }

    @Test
    void shouldWriteAClassifierWhereFelixReadsIt() {
        Coordinates jar = Coordinates.ofUrl("mvn:a.b/c/1.0/jar/linux");

        assertThat(jar.jarName()).isEqualTo("c-1.0-linux.jar");
        assertThat(new FeatureServiceImpl().getIDfromMavenCoordinates(jar.id()).getClassifier())
                .contains("linux");
    }

    private List<String> ids(String feature) throws IOException {
        return read(folder.resolve(feature + ".json")).getBundles().stream()
                .map(bundle -> bundle.getID().toString())
                .toList();
    }

    private static Feature read(Path file) throws IOException {
        try (Reader reader = Files.newBufferedReader(file)) {
            return new FeatureServiceImpl().readFeature(reader);
        }
    }
}
