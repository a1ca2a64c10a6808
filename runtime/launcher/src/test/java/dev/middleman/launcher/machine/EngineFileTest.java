package dev.middleman.launcher.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(10)
class EngineFileTest {

    @Test
    void shouldReadBothKindsOfFiles(@TempDir Path conf) throws IOException {
        Files.writeString(
                conf.resolve("dev.middleman.engine-m1.cfg"),
                "name = m1\nip4 = 127.0.0.1\nip6 = ::1\nports = 30000-30063\nsocketBufferBytes = 65536\nallowHints = true\n");
        Files.writeString(
                conf.resolve("dev.middleman.engine~m2.config"), "ip6=\"::1\"\nports=\"ephemeral:16\"\nshards=I\"2\"\n");
        Files.writeString(conf.resolve("dev.middleman.engine-m3.cfg.off"), "ip4 = 127.0.0.1\n");
        assertThat(EngineFile.in(conf))
                .containsExactly(
                        new EngineFile("127.0.0.1", 2, 64, OptionalInt.of(30_000), 65_536, true),
                        new EngineFile("::1", 1, 16, OptionalInt.empty(), EngineFile.DEFAULT_BUFFER_BYTES, false));
    }

    @Test
    void shouldTakeTheEnginesDefaults() {
        assertThat(EngineFile.parse("name = m1\n#ports = 1-2\nip4 = 127.0.0.1"))
                .isEqualTo(new EngineFile(
                        "127.0.0.1", 1, 1024, OptionalInt.of(20_000), EngineFile.DEFAULT_BUFFER_BYTES, false));
    }
}
