package dev.middleman.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadinessTest {

    @Test
    void shouldCountThePartsThatAFolderConfigures(@TempDir Path conf) throws IOException {
        for (String name : List.of(
                "dev.middleman.engine-m1.cfg",
                "dev.middleman.engine~m2.config",
                "dev.middleman.engine-m3.cfg.off",
                "dev.middleman.ka.server.cfg",
                "dev.middleman.ka.http.cfg",
                "dev.middleman.ka.cluster.cfg",
                "dev.middleman.ka.client-m1.cfg",
                "dev.middleman.metrics.cfg",
                "dev.middleman.metrics.cfg.example",
                "dev.middleman.expiry.cfg",
                "logback.xml")) {
            Files.createFile(conf.resolve(name));
        }
        assertThat(Readiness.wanted(conf))
                .isEqualTo(Map.of(
                        Readiness.Part.MIDDLE_MAN,
                        2,
                        Readiness.Part.KA_SERVER,
                        1,
                        Readiness.Part.KA_HTTP,
                        1,
                        Readiness.Part.KA_CLUSTER,
                        1,
                        Readiness.Part.KA_CLIENT,
                        1,
                        Readiness.Part.METRICS,
                        1));
    }
}
