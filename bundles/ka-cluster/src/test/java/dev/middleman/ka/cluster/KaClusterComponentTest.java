package dev.middleman.ka.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.middleman.testkit.config.Configurations;
import dev.middleman.testkit.control.TestIdentity;
import dev.middleman.testkit.time.RealTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a changed configuration does to a member. A member that began anew counts from zero. */
@Timeout(120)
class KaClusterComponentTest {
    @TempDir
    Path folder;

    private final RealTime time = new RealTime(50);
    private final Map<String, Object> given = new HashMap<>();
    private KaClusterComponent component;

    @BeforeEach
    void start() throws IOException {
        int port = freePort();
        given.put("bind", "127.0.0.1");
        given.put("port", port);
        given.put("members", new String[] {"127.0.0.1:" + port});
        given.put("keyFile", TestIdentity.pkcs12(folder, "member").toString());
        given.put("_keyPassword", TestIdentity.PASSWORD);
        given.put("_secret", "0123456789abcdef");
        component = new KaClusterComponent(config(), time, time);
        component.untaken();
    }

    /** That nobody has at this moment. Whether the member gets it does not matter here. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @AfterEach
    void stop() {
        component.stop();
        time.close();
    }

    private KaClusterConfig config() {
        return Configurations.of(KaClusterConfig.class, given);
    }

    @Test
    void shouldStayInTheClusterWhenAChangeDoesNotFitOrChangesNothing() throws IOException {
        component.change(config());
        Path copy = folder.resolve("copy.p12");
        Files.copy(Path.of((String) given.get("keyFile")), copy);
        given.put("keyFile", copy.toString());
        component.change(config());
        assertThat(component.totals().untaken()).isEqualTo(1);

        given.put("maxPeers", 0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> component.change(config()))
                .withMessage("maxPeers 0 is not in 1..10000000");
        assertThat(component.totals().untaken()).isEqualTo(1);

        given.put("maxPeers", 77);
        component.change(config());
        assertThat(component.totals().untaken()).as("it joins anew").isZero();
    }

    @Test
    void shouldJoinAnewWithAnotherKeyInTheSameFile() throws IOException {
        Files.move(
                TestIdentity.pkcs12(folder, "other"),
                Path.of((String) given.get("keyFile")),
                StandardCopyOption.REPLACE_EXISTING);
        component.change(config());
        assertThat(component.totals().untaken()).isZero();
    }
}
