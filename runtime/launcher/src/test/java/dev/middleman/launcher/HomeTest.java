package dev.middleman.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {

    @Test
    void shouldTakeTheNewerBundlesWhereTheJavaIsNewEnough(@TempDir Path dir) throws IOException {
        Path newer = Files.createDirectory(dir.resolve("bundle-java22"));
        Home home = new Home(dir);
        assertThat(home.bundles(22)).containsExactly(newer, home.bundles());
        assertThat(home.bundles(21)).containsExactly(home.bundles());
        assertThat(home.leftOut(22)).isEmpty();
        assertThat(home.leftOut(21)).contains("bundle-java22/ is left out on Java 21");
    }

    @Test
    void shouldTakeOnlyTheOptionalBundlesThatAreConfigured(@TempDir Path dir) {
        Home home = new Home(dir);
        assertThat(home.bundles(Set.of(Readiness.Part.MIDDLE_MAN, Readiness.Part.KA_SERVER)))
                .isEmpty();
        assertThat(home.bundles(Set.of(Readiness.Part.MIDDLE_MAN, Readiness.Part.METRICS, Readiness.Part.KA_HTTP)))
                .containsExactly(dir.resolve("bundle-http"), dir.resolve("bundle-metrics"));
        assertThat(home.bundles(Set.of(Readiness.Part.KA_SERVER, Readiness.Part.KA_CLUSTER)))
                .containsExactly(dir.resolve("bundle-cluster"));
    }

    @Test
    void shouldNotMissNewerBundlesThatWereNotBuilt(@TempDir Path dir) {
        Home home = new Home(dir);
        assertThat(home.bundles(25)).containsExactly(home.bundles());
        assertThat(home.leftOut(17)).isEmpty();
    }
}
